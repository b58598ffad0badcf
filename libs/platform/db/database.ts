import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import pg from 'pg';
import { DataSource, getMetadataArgsStorage, type QueryRunner } from 'typeorm';
import type { Config } from '../config.js';
import { isId } from '../ids.js';
import { civilDate, Temporal } from '../temporal.js';
import type { Actor, Clock } from '../actor.js';
import { ColumnNames } from './columns.js';
import { DatabaseAway, sqlState } from './away.js';
import { breakOff, inOneWrite, watch } from './line.js';
import { HeardClient } from './pool.js';
import { applicationUrl, rolesOf } from './roles.js';
import { rowsOf, typeormsOf } from './rows.js';
import { Statements } from './statements.js';
import { Word } from './word.js';
import type { SystemTx, Tx } from './tx.js';

pg.types.setTypeParser(pg.types.builtins.INT8, (text) => BigInt(text));
pg.types.setTypeParser(pg.types.builtins.DATE, (text) => text);
pg.types.setTypeParser(1016 as never, (text: string) => pg.types.arrayParser(text, BigInt as never) as never);

const attempts = 3;
const retryable = new Set(['40001', '40P01']);

/** How a transaction runs. */
interface How {
  readonly long: boolean;
  readonly role: string;
  /** Extended: one statement at a time, whatever its text says. */
  readonly queryMode?: 'extended';
  /** It reads only, and this is the operator's clock. */
  readonly clock?: Clock;
}

/** How long the transactions of a process may take, in milliseconds; a job's are those of its actor. */
interface Limits {
  readonly wait: number;
  readonly statement: number;
  readonly lock: number;
  readonly page: number;
  readonly job: number;
}

/** Opens transactions. Apps call it; facades and repositories are given the `Tx` and never see this class. */
@Injectable()
export class Database implements OnApplicationShutdown {
  private readonly logger = new Logger('database');

  private constructor(
    readonly source: DataSource,
    private readonly limits: Limits,
    private readonly roles: ReturnType<typeof rolesOf>,
    private readonly word: Word,
    private readonly statements: Statements,
  ) {}

  static async connect(
    config: Config,
    { pool = config.DATABASE_POOL, name = 'middletier' } = {},
  ): Promise<Database> {
    const source = new DataSource({
      type: 'postgres',
      url: applicationUrl(config),
      entities: getMetadataArgsStorage().tables.map((table) => table.target as never),
      namingStrategy: new ColumnNames(),
      applicationName: name,
      poolSize: pool,
      installExtensions: false,
      extra: { Client: HeardClient, connectionTimeoutMillis: config.DATABASE_WAIT_MS, keepAlive: true },
    });
    const limits = {
      wait: config.DATABASE_WAIT_MS,
      statement: config.DATABASE_STATEMENT_MS,
      lock: config.DATABASE_LOCK_MS,
      page: config.DATABASE_TRANSACTION_MS,
      job: config.JOB_TRANSACTION_MS,
    };
    const statements = new Statements(config.DATABASE_PREPARED);
    return new Database(await source.initialize(), limits, rolesOf(config), new Word(config), statements);
  }

  /**
   * Runs `fn` in one transaction as `actor`, under the two-level policies, at the operator's own time. A
   * serialization failure or deadlock runs the whole of `fn` again, three times at most, so it must do
   * nothing but write to the database: no network calls. Throws `DatabaseAway` when it does not answer.
   */
  async tx<Result>(actor: Actor, fn: (tx: Tx) => Promise<Result>): Promise<Result> {
    const { clock, role, scope } = actor;
    const settings = [...this.settingsFor(actor), ...(clock ? [] : [clockOf(actor)])].join('; ');
    const how = { long: role === 'job', role: scope, queryMode: 'extended', clock } as const;
    return this.attempt(settings, how, async (base, row) => fn(this.ofOperator(base, actor, row)));
  }

  /** Work across operators, or on global tables, under the system role. `reason` is logged, so that each use is found. */
  async systemTx<Result>(reason: string, fn: (tx: SystemTx) => Promise<Result>): Promise<Result> {
    this.logger.debug(`system transaction: ${reason}`);
    const settings = `SET LOCAL ROLE ${this.roles.system}; SELECT NULL::timestamptz AS "rehearsalNow"`;
    return this.attempt(settings, { long: false, role: 'system' }, (base) => {
      const now = Temporal.Now.instant();
      return fn({ ...base, now, today: civilDate(now), requestId: reason });
    });
  }

  /**
   * Goes on in the same transaction for one operator, such as one that was just made in it: from here on its policies bind,
   * and the system's transaction is over.
   */
  async enter(tx: SystemTx, actor: Actor): Promise<Tx> {
    await tx.query('SET LOCAL ROLE NONE');
    for (const setting of this.settingsFor(actor)) await tx.query(setting);
    const [row] = await tx.query<Clock>(clockOf(actor));
    return this.ofOperator(tx, actor, row);
  }

  async onApplicationShutdown(): Promise<void> {
    // A stalled server never says goodbye.
    if (this.source.isInitialized)
      await Promise.race([this.source.destroy(), sleep(this.limits.wait, undefined, { ref: false })]);
  }

  /** The settings that the policies read; a party's or an authority's transaction also runs as the role of parties. */
  private settingsFor(actor: Actor): string[] {
    const { personId, apiKeyId } = actor;
    const acting = [personId, apiKeyId].filter((id) => typeof id === 'string');
    const ids = [actor.operatorId, ...actor.organisationIds, ...acting];
    if (!ids.every(isId)) throw new Error('An actor is made of ids');
    return [
      `SET LOCAL app.operator_id = '${actor.operatorId}'`,
      `SET LOCAL app.scope = '${actor.scope}'`,
      `SET LOCAL app.organisation_ids = '{${actor.organisationIds.join(',')}}'`,
      `SET LOCAL app.person_id = '${personId ?? ''}'`,
      ...(apiKeyId ? [`SET LOCAL app.api_key_id = '${apiKeyId}'`] : []),
      ...(actor.scope === 'authority' || actor.clock ? ['SET LOCAL transaction_read_only = on'] : []),
      ...(actor.scope === 'operator' ? [] : [`SET LOCAL ROLE ${this.roles.party}`]),
    ];
  }

  private ofOperator(base: Pick<SystemTx, 'em' | 'query'>, actor: Actor, clock: Clock | undefined): Tx {
    if (!clock) throw new Error(`There is no operator ${actor.operatorId}`);
    const now = clock.rehearsalNow ? instant(clock.rehearsalNow) : Temporal.Now.instant();
    const { operatorId, personId, requestId } = actor;
    const party = actor.scope !== 'operator';
    const word = (said: string) => this.word.for(operatorId, personId, said);
    const query: SystemTx['query'] = (sql, parameters) => {
      if (party && !isOfParty(sql))
        throw Object.assign(new Error('A party only reads and writes rows'), { code: '42501' });
      return base.query(sql, parameters);
    };
    return {
      em: base.em,
      query,
      operatorId,
      actor,
      requestId,
      now,
      today: civilDate(now),
      word: (said) => (party ? word(said) : null),
      say: async (name, values) => {
        if (!party) return;
        const said = [name, ...values.map((value) => value ?? '')].join('|');
        await base.query(`SET LOCAL app.word = '${word(said).toString('hex')}'`);
      },
    };
  }

  private async attempt<Result>(
    settings: string,
    { long, role, queryMode, clock }: How,
    fn: (base: Pick<SystemTx, 'em' | 'query'>, row: Clock | undefined) => Promise<Result>,
  ): Promise<Result> {
    for (let attempt = 1; ; attempt++) {
      const runner = this.source.createQueryRunner();
      const client = await this.connection(runner);
      const line = watch(client);
      let over = false;
      const end = async (how: 'COMMIT' | 'ROLLBACK'): Promise<void> => {
        over = true;
        await client.query(how);
      };
      let left: Promise<unknown> | undefined;
      try {
        line.allow(this.limits.wait);
        inOneWrite(client);
        const opened = client.query(`BEGIN; ${this.patience(long)}; ${settings}`).then((results) => {
          line.allow(long ? this.limits.job : this.limits.page);
          return (results as unknown as pg.QueryResult<Clock>[]).at(-1)!.rows[0];
        });
        opened.catch(() => undefined);
        // Who only looks knows the time: what it asks goes with the opening, and nobody waits for the end of what wrote nothing.
        const now = clock ?? (await opened);
        const goesOn = (): void => {
          if (over) throw new Error('The transaction is over');
        };
        const ask = (text: string, values: readonly unknown[], rowMode?: 'array'): Promise<unknown> => {
          goesOn();
          inOneWrite(client);
          const name = isData.test(text) ? this.statements.nameOf(client, role, text) : undefined;
          const asked = { name, text, values: [...values], queryMode, rowMode };
          return client.query(asked as pg.QueryConfig);
        };
        const query = async (text: string, values: readonly unknown[] = []) =>
          rowsOf((await ask(text, values, 'array')) as pg.QueryArrayResult);
        // What TypeORM asks goes the same way.
        runner.query = async (text: string, values: readonly unknown[] = [], structured = false) => {
          const result = typeormsOf((await ask(text, values)) as pg.QueryResult);
          return structured ? result : result.raw;
        };
        // And what is streamed asks for the connection: afterwards it is another's.
        runner.connect = async () => {
          goesOn();
          return client;
        };
        // When the opening fails, so does all that went with it: the opening's failure is the one to tell.
        const result = await fn({ em: runner.manager, query: query as SystemTx['query'] }, now).finally(
          () => opened,
        );
        if (!clock) await end('COMMIT');
        else left = end('COMMIT').catch(() => undefined);
        return result;
      } catch (error) {
        if (!line.lost) await end('ROLLBACK').catch(() => undefined);
        if (line.lost) throw new DatabaseAway(line.lost.message, { cause: error });
        if (isUnprepared(error)) throw new Error(pooledAway, { cause: error });
        // A migration changed a table beneath a connection's plans: with a new connection they are made anew.
        if (isStalePlan(error)) await breakOff(client);
        else if (!retryable.has(sqlState(error))) throw error;
        if (attempt === attempts) throw error;
      } finally {
        const leave = async (): Promise<void> => {
          line.leave();
          await runner.release();
        };
        if (left) void left.then(leave);
        else await leave();
      }
    }
  }

  private async connection(runner: QueryRunner): Promise<pg.PoolClient> {
    try {
      const client = (await runner.connect()) as pg.PoolClient & { pipeline: boolean };
      client.pipeline = true;
      return client;
    } catch (error) {
      throw new DatabaseAway((error as Error).message, { cause: error });
    }
  }

  /** Set for the transaction rather than the connection, which may be a pooler's. */
  private patience(long: boolean): string {
    const { statement, lock, page, job } = this.limits;
    const settings = {
      statement_timeout: long ? job : statement,
      lock_timeout: lock,
      idle_in_transaction_session_timeout: long ? job : page,
    };
    return Object.entries(settings)
      .map(([name, ms]) => `SET LOCAL ${name} = ${ms}`)
      .join('; ');
  }
}

/** A prepared statement is not where it was left, or another connection's is: a pooler changed the connection in between. */
const isUnprepared = (error: unknown): boolean => ['26000', '42P05'].includes(sqlState(error));
const pooledAway =
  'A pooler stands before the database and keeps no prepared statements: set DATABASE_PREPARED=0';
const isStalePlan = (error: unknown): boolean =>
  sqlState(error) === '0A000' && (error as pg.DatabaseError).routine === 'RevalidateCachedQuery';

const instant = (date: Date): Temporal.Instant => Temporal.Instant.fromEpochMilliseconds(date.getTime());

const clockOf = (actor: Actor): string =>
  `SELECT rehearsal_now AS "rehearsalNow" FROM platform.operator WHERE operator_id = '${actor.operatorId}'`;

const isData = /^\s*(SELECT|WITH|INSERT|UPDATE|DELETE)\b/i;
/** What a party's transaction runs through `query`: rows, and how alike words must be; no other setting, no role, no table. */
const isOfParty = (sql: string): boolean =>
  isData.test(sql) || /^SET LOCAL pg_trgm\.word_similarity_threshold = [\d.]+$/i.test(sql);
