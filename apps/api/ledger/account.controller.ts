import { Get, Param, Query } from '@nestjs/common';
import { poolOf } from '#entitlements';
import { accountId, Ledger } from '#ledger';
import { Vocabularies } from '#operating-model';
import { Config, notFound, requireSees } from '#platform';
import { ApiRequest, ApiTransactions, IdPipe, partyOf } from '../kit/api-request.js';
import { dayOf } from '../kit/fields.js';
import { ApiController, Operation } from '../kit/operation.js';
import { openCursor, toCursor } from '../kit/page.js';
import {
  LotsAnswer,
  type PoolAnswer,
  PoolsAnswer,
  presentGrant,
  presentLot,
  presentPool,
  presentStatement,
  StatementAnswer,
  TraceAnswer,
} from './account.presenter.js';
import { PoolList, StatementQuery } from './account.requests.js';

@ApiController('', 'Credit bank and entitlements')
export class AccountController {
  constructor(
    private readonly transactions: ApiTransactions,
    private readonly config: Config,
    private readonly ledger: Ledger,
    private readonly vocabularies: Vocabularies,
  ) {}

  @Get('accounts')
  @Operation({
    id: 'accounts.pools',
    summary: 'A school’s days, credits, free places and whatever else its operator counts',
    visibility: 'party',
    keys: 'party',
    answers: PoolsAnswer,
  })
  pools(@ApiRequest() request: ApiRequest, @Query() query: PoolList): Promise<PoolsAnswer> {
    return this.transactions.read(request, async (tx) => {
      const organisationId = partyOf(tx.actor, query.organisationId);
      // The policies show nobody another's accounts; without this they would read as empty ones.
      requireSees(tx.actor, organisationId);
      const on = dayOf(query.on);
      const { units } = await this.vocabularies.words(tx);
      const pools = units.map(({ code }) => poolOf(organisationId, code));
      const items: PoolAnswer[] = [];
      for (const { code, unit, ...pool } of pools) {
        const account = accountId(tx.operatorId, { code, unit, ...pool });
        const balance = (await this.ledger.balances(tx, [account], { ...(on && { on }) })).get(account);
        const lots = on ? null : await this.ledger.lots(tx, account);
        items.push(presentPool(account, code, unit, balance, lots, tx.today));
      }
      return { items };
    });
  }

  @Get('accounts/:accountId/statement')
  @Operation({
    id: 'accounts.statement',
    summary: 'Opening balance, entries with what caused them, closing balance',
    visibility: 'party',
    keys: 'party',
    answers: StatementAnswer,
    refuses: ['ledger.unknown-account', 'ledger.dates', 'ledger.bad-cursor'],
  })
  statement(
    @ApiRequest() request: ApiRequest,
    @Param('accountId', IdPipe) account: string,
    @Query() query: StatementQuery,
  ): Promise<StatementAnswer> {
    const [from, to, after] = [dayOf(query.from), dayOf(query.to), openCursor(query.cursor)];
    const wanted = {
      ...(from && { from }),
      ...(to && { to }),
      ...(query.code && { codes: [query.code] }),
      ...(after && { after }),
      limit: Math.min(query.limit ?? 50, this.config.PAGE_SIZE_LIMIT),
    };
    return this.transactions.read(request, async (tx) => {
      const statement = await this.ledger.statement(tx, account, wanted);
      return presentStatement(statement, toCursor(statement.next));
    });
  }

  @Get('accounts/:accountId/lots')
  @Operation({
    id: 'accounts.lots',
    summary: 'The lots that hold something, each with its expiry',
    visibility: 'party',
    keys: 'party',
    answers: LotsAnswer,
    refuses: ['ledger.unknown-account'],
  })
  lots(@ApiRequest() request: ApiRequest, @Param('accountId', IdPipe) account: string): Promise<LotsAnswer> {
    return this.transactions.read(request, async (tx) => {
      const {
        account: { unit },
      } = await this.ledger.statement(tx, account, { limit: 1 });
      return { items: (await this.ledger.lots(tx, account)).map((lot) => presentLot(lot, unit.code)) };
    });
  }

  @Get('transfers/:transferId/grants')
  @Operation({
    id: 'transfers.trace',
    summary: 'The grants that paid for a spend',
    visibility: 'party',
    keys: 'party',
    answers: TraceAnswer,
    description: 'Not found when it drew on no grants, or is not yours to see.',
  })
  trace(
    @ApiRequest() request: ApiRequest,
    @Param('transferId', IdPipe) transferId: string,
  ): Promise<TraceAnswer> {
    return this.transactions.read(request, async (tx) => {
      const grants = await this.ledger.trace(tx, transferId);
      if (!grants.length) throw notFound('transfer');
      return { items: grants.map(presentGrant) };
    });
  }
}
