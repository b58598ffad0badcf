import type { EntityManager } from 'typeorm';
import type { Actor } from '../actor.js';
import type { Temporal } from '../temporal.js';
import type { Keyed } from './rows.js';

/**
 * One open transaction across operators, or on global tables (the register). `em` and `query` run on its
 * connection; there is no other way to the database, so forgetting the argument does not compile.
 */
export interface SystemTx {
  readonly em: EntityManager;
  /**
   * Runs one statement with `$1` parameters. A column `held_on` comes as `heldOn`, bigint as `bigint`, dates as `YYYY-MM-DD`,
   * instants as Date.
   */
  query<Row extends Keyed<Row> = Record<string, unknown>>(
    sql: string,
    parameters?: readonly unknown[],
  ): Promise<Row[]>;
  readonly now: Temporal.Instant;
  readonly today: Temporal.PlainDate;
  readonly requestId: string;
}

/** One open transaction of one operator, as one actor, under its policies. The first argument of every verb. */
export interface Tx extends SystemTx {
  readonly operatorId: string;
  readonly actor: Actor;
  /** The program's word for what it is about to ask; null where none is needed, which is everywhere but in a party's transaction. */
  word(said: string): Buffer | null;
  /**
   * Gives the program's word for the row that the next statement writes: the name and the values that the table's trigger
   * `said` asks for, in its order. Does nothing but in a party's transaction.
   */
  say(name: string, values: readonly (string | bigint | null)[]): Promise<void>;
}

/** What a read of global data needs: either kind of transaction will do. */
export type Reads = Pick<SystemTx, 'query' | 'em'>;
