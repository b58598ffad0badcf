import type pg from 'pg';

export interface Column {
  readonly name: string;
  /** PostgreSQL's name of its type, such as `int8`, or `_text` of an array. */
  readonly type: string;
}

const types = new Map<number, string>();

/** The columns that a statement would give, without running it. Throws what PostgreSQL says of one that is wrong. */
export async function describeStatement(client: pg.Client, text: string): Promise<Column[]> {
  if (!types.size) {
    const { rows } = await client.query<{ oid: number; name: string }>(
      'SELECT oid::int, typname AS name FROM pg_type',
    );
    for (const { oid, name } of rows) types.set(oid, name);
  }
  const fields = await new Promise<readonly pg.FieldDef[]>((resolve, reject) => {
    let found: readonly pg.FieldDef[] = [];
    // What node-postgres asks of a query of one's own: to send itself, and to hear the answers.
    client.query({
      submit(connection: Connection) {
        connection.parse({ text });
        connection.describe({ type: 'S' });
        connection.sync();
      },
      handleRowDescription: ({ fields }: { fields: readonly pg.FieldDef[] }) => (found = fields),
      handleError: reject,
      handleReadyForQuery: () => resolve(found),
    } as unknown as pg.Submittable);
  });
  return fields.map(({ name, dataTypeID }) => ({ name, type: types.get(dataTypeID)! }));
}

interface Connection {
  parse(query: { text: string }): void;
  describe(what: { type: 'S' }): void;
  sync(): void;
}
