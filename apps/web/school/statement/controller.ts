import { Controller, Get, Param, Query, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { poolOf } from '#entitlements';
import { CurrentActor, Roles } from '#identity';
import { accountId, heldInLots, Ledger, statementCsv, type StatementRequest } from '#ledger';
import { OperatingModel } from '#operating-model';
import { Database, notFound, Refusal, schoolRoles, Temporal, type Actor, type Tx } from '#platform';
import { readForm, refused } from '../../kit/form.js';
import { paths } from '../../paths.js';
import { StatementFilter } from './form.js';
import { entryWords, presentStatement, statedAs, statements, type StatementFacts } from './presenter.js';

/** What came in and went out of a school's credits, days, free places and whatever else is counted, and what is left of each grant. */
@Controller()
@Roles(...schoolRoles)
export class StatementController {
  constructor(
    private readonly db: Database,
    private readonly ledger: Ledger,
    private readonly model: OperatingModel,
  ) {}

  @Get(paths.statement.show(':pool'))
  async show(@CurrentActor() actor: Actor, @Param('pool') name: string, @Query() query: unknown) {
    const submitted = readForm(StatementFilter, query);
    const request = submitted.ok
      ? { ...between(submitted.data), after: submitted.data.after || undefined }
      : {};
    return this.db.tx(actor, async (tx) => {
      const kept = await this.facts(tx, name, request).catch((error: unknown) =>
        refused(submitted.form, error, 'to'),
      );
      return 'errorList' in kept
        ? presentStatement(await this.facts(tx, name, {}), kept)
        : presentStatement(kept, submitted.form);
    });
  }

  @Get(paths.statement.download(':pool'))
  async download(
    @CurrentActor() actor: Actor,
    @Param('pool') name: string,
    @Query() query: unknown,
    @Res() reply: FastifyReply,
  ) {
    const submitted = readForm(StatementFilter, query);
    const file = await this.db.tx(actor, async (tx) => {
      const lines: string[] = [];
      for await (const line of statementCsv(
        tx,
        this.ledger,
        this.account(tx, name),
        entryWords,
        submitted.ok ? between(submitted.data) : {},
      ))
        lines.push(line);
      return lines.join('');
    });
    // The mark at the start tells Excel that it is UTF-8.
    reply
      .type('text/csv; charset=utf-8')
      .header('content-disposition', `attachment; filename="${name}.csv"`)
      .send(`\uFEFF${file}`);
  }

  private account(tx: Tx, name: string): string {
    return accountId(tx.operatorId, poolOf(tx.actor.organisationId!, statedAs(name)));
  }

  private async facts(tx: Tx, name: string, request: StatementRequest): Promise<StatementFacts> {
    const pools = await heldInLots(tx, tx.actor.organisationId!, tx.today);
    const stated = statements(pools).find((one) => one.name === name);
    if (!stated) throw notFound('statement');
    const { giving, least_given } = (await this.model.on(tx)).ledger;
    return {
      ...{ stated, pools, today: tx.today },
      statement: await this.ledger.statement(tx, this.account(tx, name), request).catch(unopened),
      leastGiven: giving === 'allowed' ? BigInt(least_given) : null,
    };
  }
}

/** Before anything was ever granted there is no account. */
function unopened(error: unknown): null {
  if (error instanceof Refusal && error.code === 'ledger.unknown-account') return null;
  throw error;
}

const between = ({ from, to }: StatementFilter): StatementRequest => ({
  ...(from ? { from: Temporal.PlainDate.from(from) } : {}),
  ...(to ? { to: Temporal.PlainDate.from(to) } : {}),
});
