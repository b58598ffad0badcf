import type { Organisation } from '../organisation.entity.js';
import { organisationId } from '../organisation.js';
import type { RowReader } from './row.js';

/** The LAs and trusts that a file's rows name, gathered as the rows go by. A body without a code has no identity. */
export class Bodies {
  private readonly names = { la: new Map<string, string>(), trust: new Map<string, string>() };

  seenBy(reader: RowReader): RowReader {
    const at = (column: string) => reader.columns.indexOf(column);
    const [laCode, laName, trustUid, trustName] = [
      at('la_code'),
      at('la_name'),
      at('trust_uid'),
      at('trust_name'),
    ];
    return {
      columns: reader.columns,
      read: (fields) => {
        const values = reader.read(fields);
        note(this.names.la, values[laCode], values[laName]);
        note(this.names.trust, values[trustUid], values[trustName]);
        return values;
      },
    };
  }

  list(): Organisation[] {
    return (['la', 'trust'] as const).flatMap((kind) =>
      [...this.names[kind]].map(([key, name]) => ({
        organisationId: organisationId(kind, key),
        kind,
        key,
        name,
      })),
    );
  }
}

function note(
  names: Map<string, string>,
  key: string | null | undefined,
  name: string | null | undefined,
): void {
  if (key && name) names.set(key, name);
}
