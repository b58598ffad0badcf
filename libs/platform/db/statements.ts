import { createHash } from 'node:crypto';
import type pg from 'pg';

/** What node-postgres knows of a connection's prepared statements. */
interface Protocol {
  readonly parsedStatements: Record<string, string>;
  readonly submittedNamedStatements: Record<string, string>;
  close(what: { type: 'S'; name: string }): void;
}

/**
 * Names for statements that a connection keeps prepared, so that each is parsed and planned once. PostgreSQL plans anew when the
 * role changes, so each role has its own. A connection keeps `most`; one more, and the one asked longest ago is given up, so that
 * texts that are put together anew each time neither fill the server's memory nor keep others out.
 */
export class Statements {
  private readonly kept = new WeakMap<pg.ClientBase, Map<string, string>>();

  constructor(private readonly most: number) {}

  nameOf(client: pg.ClientBase, role: string, text: string): string | undefined {
    if (!this.most) return undefined;
    const kept = this.kept.get(client) ?? new Map<string, string>();
    this.kept.set(client, kept);
    const key = `${role} ${text}`;
    const name = kept.get(key) ?? createHash('sha256').update(key).digest('base64url');
    // A map goes through its keys in the order in which they were put there.
    kept.delete(key);
    kept.set(key, name);
    const { connection } = client as unknown as { connection: Protocol };
    while (kept.size > this.most) {
      const [oldest, its] = kept.entries().next().value!;
      // Its answer is still awaited: another time.
      if (connection.submittedNamedStatements[its]) break;
      kept.delete(oldest);
      connection.close({ type: 'S', name: its });
      delete connection.parsedStatements[its];
    }
    return name;
  }
}
