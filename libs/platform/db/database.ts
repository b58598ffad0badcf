import { Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import pg from 'pg';
import { DataSource, getMetadataArgsStorage, type EntityManager } from 'typeorm';
import { isId } from '../ids.js';
import { civilDate, Temporal } from '../temporal.js';
import type { Actor } from '../actor.js';
import type { SystemTx, Tx } from './tx.js';

pg.types.setTypeParser(pg.types.builtins.INT8, (text) => BigInt(text));
pg.types.setTypeParser(pg.types.builtins.DATE, (text) => text);
pg.types.setTypeParser(1016 as never, (text: string) => pg.types.arrayParser(text, BigInt as never) as never);

const attempts = 3;
const retryable = new Set(['40001', '40P01']);

/** Opens transactions. Apps call it; facades and repositories are given the `Tx` and never see this class. */
@Injectable()
export class Database implements OnApplicationShutdown {
  private readonly logger = new Logger('database');

  private constructor(readonly source: DataSource) {}

  static async connect(url: string, { pool = 10, name = 'middletier' } = {}): Promise<Database> {
    const source = new DataSource({
      type: 'postgres',
      url,
      entities: getMetadataArgsStorage().tables.map((table) => table.target as never),
      applicationName: name,
      poolSize: pool,
      installExtensions: false,
      extra: { connectionTimeoutMillis: 15_000 },
    });
    return new Database(await source.initialize());
  }

  /**
   * Runs `fn` in one transaction as `actor`, under the two-level policies, at the operator's own time. A
   * serialization failure or deadlock runs the whole of `fn` again, three times at most, so it must do
   * nothing but write to the database: no network calls.
   */
  async tx<Result>(actor: Actor, fn: (tx: Tx) => Promise<Result>): Promise<Result> {
    const settings = settingsFor(actor);
    return this.attempt(settings, async (base, row) => {
      if (!row) throw new Error(`There is no operator ${actor.operatorId}`);
      const now = row.rehearsal_now ? instant(row.rehearsal_now) : Temporal.Now.instant();
      return fn({
        ...base,
        operatorId: actor.operatorId,
        actor,
        requestId: actor.requestId,
        now,
        today: civilDate(now),
      });
    });
  }

  /** Work across operators, or on global tables, under the system role. `reason` is logged, so that each use is found. */
  async systemTx<Result>(reason: string, fn: (tx: SystemTx) => Promise<Result>): Promise<Result> {
    this.logger.debug(`system transaction: ${reason}`);
    const settings = `SET LOCAL ROLE middletier_system; SELECT NULL::timestamptz AS rehearsal_now`;
    return this.attempt(settings, (base) => {
      const now = Temporal.Now.instant();
      return fn({ ...base, now, today: civilDate(now), requestId: reason });
    });
  }

  async onApplicationShutdown(): Promise<void> {
    if (this.source.isInitialized) await this.source.destroy();
  }

  private async attempt<Result>(
    settings: string,
    fn: (
      base: Pick<SystemTx, 'em' | 'query'>,
      row: { rehearsal_now: Date | null } | undefined,
    ) => Promise<Result>,
  ): Promise<Result> {
    for (let attempt = 1; ; attempt++) {
      const runner = this.source.createQueryRunner();
      try {
        const client = (await runner.connect()) as pg.PoolClient;
        const opened = (await client.query(`BEGIN; ${settings}`)) as unknown as pg.QueryResult[];
        const em: EntityManager = runner.manager;
        const query = async (sql: string, parameters: readonly unknown[] = []) =>
          (await client.query(sql, parameters as unknown[])).rows;
        const result = await fn({ em, query: query as SystemTx['query'] }, opened.at(-1)!.rows[0]);
        await client.query('COMMIT');
        return result;
      } catch (error) {
        await runner.query('ROLLBACK').catch(() => undefined);
        if (attempt === attempts || !retryable.has(sqlState(error))) throw error;
      } finally {
        await runner.release();
      }
    }
  }
}

/** The SQLSTATE of a database error, whoever wrapped it; empty when it is none. */
export const sqlState = (error: unknown): string =>
  (
    (error as { driverError?: { code?: string } })?.driverError?.code ??
    (error as { code?: string })?.code ??
    ''
  ).toString();

/** The constraint a database error names; empty when it names none. */
export const violatedConstraint = (error: unknown): string =>
  (error as { driverError?: { constraint?: string } })?.driverError?.constraint ??
  (error as { constraint?: string })?.constraint ??
  '';

const instant = (date: Date): Temporal.Instant => Temporal.Instant.fromEpochMilliseconds(date.getTime());

function settingsFor(actor: Actor): string {
  const ids = [actor.operatorId, ...actor.organisationIds, ...(actor.personId ? [actor.personId] : [])];
  if (!ids.every(isId)) throw new Error('An actor is made of ids');
  const settings = {
    'app.operator_id': actor.operatorId,
    'app.scope': actor.scope,
    'app.organisation_ids': `{${actor.organisationIds.join(',')}}`,
    'app.person_id': actor.personId ?? '',
  };
  const calls = Object.entries(settings).map(([name, value]) => `set_config('${name}', '${value}', true)`);
  return `SELECT ${calls.join(', ')}; SELECT rehearsal_now FROM platform.operator WHERE operator_id = '${actor.operatorId}'`;
}
