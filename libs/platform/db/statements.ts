import { createHash } from 'node:crypto';

/**
 * Names for statements that a connection may keep prepared, so that each is parsed and planned once. PostgreSQL plans anew when
 * the role changes, so each role has its own. Texts beyond `most` have none: a text that is put together anew each time would fill
 * the server's memory.
 */
export class Statements {
  private readonly names = new Map<string, string>();

  constructor(private readonly most: number) {}

  nameOf(role: string, text: string): string | undefined {
    const key = `${role} ${text}`;
    const known = this.names.get(key);
    if (known || this.names.size >= this.most) return known;
    const name = createHash('sha256').update(key).digest('base64url');
    this.names.set(key, name);
    return name;
  }
}
