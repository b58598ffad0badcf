import { Controller, Get, Param, Query, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { stringify } from 'csv-stringify/sync';
import { poolOf } from '#catalogue';
import { Directory } from '#directory';
import { CurrentActor, Roles } from '#identity';
import { accountId, Ledger, type StatementRequest } from '#ledger';
import { Database, notFound, Temporal, type Actor, type Tx } from '#platform';
import { readForm } from '../kit/form.js';
import { schoolRoles } from '../kit/school-roles.js';
import { paths } from '../paths.js';
import { StatementFilter } from './form.js';
import { isPool, pools, presentStatement, statementRows, type Pool, type StatementFacts } from './presenter.js';

const largestDownload = 10_000;

/** What came in and went out of a school's credits, days and free places, and what is left of each grant. */
@Controller()
@Roles(...schoolRoles)
export class StatementController {
  constructor(
    private readonly db: Database,
    private readonly ledger: Ledger,
    private readonly directory: Directory,
  ) {}

  @Get(paths.statement.show(':pool'))
  async show(@CurrentActor() actor: Actor, @Param('pool') name: string, @Query() query: unknown) {
    const pool = known(name);
    const submitted = readForm(StatementFilter, query);
    const request = submitted.ok ? { ...between(submitted.data), after: submitted.data.after || undefined } : {};
    return presentStatement(await this.db.tx(actor, (tx) => this.facts(tx, pool, request)), submitted.form);
  }

  @Get(paths.statement.download(':pool'))
  async download(@CurrentActor() actor: Actor, @Param('pool') name: string, @Query() query: unknown, @Res() reply: FastifyReply) {
    const pool = known(name);
    const submitted = readForm(StatementFilter, query);
    const facts = await this.db.tx(actor, (tx) => this.facts(tx, pool, { ...(submitted.ok ? between(submitted.data) : {}), limit: largestDownload }));
    // The mark at the start tells Excel that it is UTF-8.
    const file = stringify(statementRows(facts), { bom: true });
    reply.type('text/csv; charset=utf-8').header('content-disposition', `attachment; filename="${pool}.csv"`).send(file);
  }

  private async facts(tx: Tx, pool: Pool, request: StatementRequest): Promise<StatementFacts> {
    const account = accountId(tx.operatorId, poolOf(tx.actor.organisationId!, pools[pool]));
    const open = (await this.ledger.balances(tx, [account])).has(account);
    const statement = open ? await this.ledger.statement(tx, account, request) : null;
    const others = [...new Set((statement?.entries ?? []).flatMap((entry) => entry.counterparty.ownerId ?? []))];
    const organisations = await this.directory.list(tx, others.filter((id) => id !== tx.actor.organisationId));
    return { pool, statement, lots: await this.ledger.lots(tx, account), names: new Map(organisations.map((one) => [one.organisationId, one.name])) };
  }
}

function known(name: string): Pool {
  if (!isPool(name)) throw notFound('statement');
  return name;
}

const between = ({ from, to }: StatementFilter): StatementRequest => ({
  ...(from ? { from: Temporal.PlainDate.from(from) } : {}),
  ...(to ? { to: Temporal.PlainDate.from(to) } : {}),
});
