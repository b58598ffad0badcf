import { createHmac } from 'node:crypto';
import type pg from 'pg';
import { ConfigurationError, type Config } from '../config.js';

/** HMAC-SHA256 takes its key in two paddings of one block; with them PostgreSQL checks it by `sha256` alone (RFC 2104). */
const block = 64;

/**
 * The program's word: what it says is signed with a key that no SQL can read, so that whoever has only SQL cannot say it.
 * PostgreSQL asks for it where a party's transaction writes a price, a state or a transfer (`platform.is_word`).
 */
export class Word {
  private readonly key: Buffer;

  constructor({ SECRET }: Pick<Config, 'SECRET'>) {
    this.key = createHmac('sha256', SECRET).update('the word of the program').digest();
  }

  /** For one operator and person, whom the database names itself. */
  for(operatorId: string, personId: string | null, said: string): Buffer {
    return createHmac('sha256', this.key)
      .update([operatorId, personId ?? '', said].join('|'))
      .digest();
  }

  /** Refuses, in a line, a database that checks words of another SECRET: every face that runs with that one would be contradicted. */
  async prove(owner: pg.ClientBase): Promise<void> {
    if (!(await this.mayBeShared(owner))) return;
    const { rows } = await owner.query<{ inner: Buffer }>(
      'SELECT inner_key AS inner FROM platform.program_key',
    );
    if (rows[0] && !rows[0].inner.equals(this.padded(0x36)))
      throw new ConfigurationError(
        'The database was made ready with another SECRET. Set the right SECRET; or, if SECRET was changed on purpose, run: npx middletier roles reset-password',
      );
  }

  /** Lets the database check words of this SECRET from now on. As its owner; one that is not migrated has nothing to check. */
  async share(owner: pg.ClientBase): Promise<void> {
    if (!(await this.mayBeShared(owner))) return;
    await owner.query(
      // eslint-disable-next-line middletier/one-way-to-the-database -- the owner's own connection, before anybody's transaction
      `INSERT INTO platform.program_key (inner_key, outer_key) VALUES ($1, $2)
       ON CONFLICT (one) DO UPDATE SET inner_key = excluded.inner_key, outer_key = excluded.outer_key`,
      [this.padded(0x36), this.padded(0x5c)],
    );
  }

  private padded(padding: number): Buffer {
    return Buffer.concat([this.key, Buffer.alloc(block - this.key.length)]).map(
      (byte) => byte ^ padding,
    ) as Buffer;
  }

  private async mayBeShared(owner: pg.ClientBase): Promise<boolean> {
    const { rows } = await owner.query(`SELECT to_regclass('platform.program_key') IS NOT NULL AS ready`);
    return rows[0].ready;
  }
}
