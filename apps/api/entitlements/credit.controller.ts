import { Body, Get, Post, Query } from '@nestjs/common';
import { accountId, availableIn, Ledger } from '#ledger';
import { Temporal, type Tx } from '#platform';
import { CreditBank, poolOf, toSpend } from '#entitlements';
import { invalid } from '../../boot/problem.js';
import { ApiRequest, ApiTransactions, partyOf } from '../kit/api-request.js';
import { dayOf } from '../kit/fields.js';
import { ApiController, Operation } from '../kit/operation.js';
import { toQuantity } from '../kit/quantity.js';
import {
  CreditMonthsAnswer,
  CreditsAnswer,
  EndingsAnswer,
  presentEnding,
  presentMonth,
} from './credit.presenter.js';
import { CreditGrant, EndingQuery, Gift, MonthsQuery } from './credit.requests.js';

/** The operator's credit bank. Adjustments are proposed and approved by two people, on the pages. */
@ApiController('credits', 'Credit bank and entitlements')
export class CreditController {
  constructor(
    private readonly transactions: ApiTransactions,
    private readonly bank: CreditBank,
    private readonly ledger: Ledger,
  ) {}

  @Post('gifts')
  @Operation({
    id: 'credits.give',
    summary: 'Give credits to another school, where the operator allows it',
    visibility: 'party',
    keys: 'party',
    answers: CreditsAnswer,
    spends: true,
    description: 'They keep their last day. Answers with what the giver has left.',
    refuses: [
      'entitlements.least-given',
      'entitlements.message',
      'entitlements.no-giving',
      'entitlements.not-a-neighbour',
      'entitlements.not-enough-credits',
      'entitlements.same-school',
      'identity.not-a-member',
    ],
  })
  give(
    @ApiRequest() request: ApiRequest,
    @Body() { from, to, credits, message }: Gift,
  ): Promise<CreditsAnswer> {
    const giver = partyOf(request.actor, from);
    return this.transactions.create(
      request,
      (tx, id) => this.bank.give(tx, { id, from: giver, to, amount: BigInt(credits.value), message }),
      (tx) => this.credits(tx, giver),
    );
  }

  @Post('grants')
  @Operation({
    id: 'credits.grant',
    summary: 'Grant credits to a school',
    visibility: 'party',
    keys: 'operator',
    answers: CreditsAnswer,
    spends: true,
    description:
      'As many as one person may grant a school; beyond that a correction is proposed on the pages. Answers with what the school has now.',
    refuses: [
      'entitlements.most-granted',
      'entitlements.not-a-member',
      'entitlements.last-day',
      'entitlements.reason',
      'operating-model.no-such-word',
    ],
  })
  grant(@ApiRequest() request: ApiRequest, @Body() body: CreditGrant): Promise<CreditsAnswer> {
    const { schoolId, credits, reason, restriction } = body;
    const expiresOn = dayOf(body.expiresOn);
    return this.transactions.create(
      request,
      (tx, id) =>
        this.bank.grant(tx, {
          id,
          schoolId,
          amount: BigInt(credits.value),
          reason,
          ...(expiresOn && { expiresOn }),
          ...(restriction && { restriction }),
        }),
      (tx) => this.credits(tx, schoolId),
    );
  }

  @Get('ending')
  @Operation({
    id: 'credits.ending',
    summary: 'A school’s credits that are about to expire',
    visibility: 'party',
    keys: 'party',
    answers: EndingsAnswer,
  })
  ending(@ApiRequest() request: ApiRequest, @Query() query: EndingQuery): Promise<EndingsAnswer> {
    const schoolId = partyOf(request.actor, query.schoolId);
    return this.transactions.read(request, async (tx) => ({
      items: (await this.bank.endingSoon(tx, schoolId, query.days)).map(presentEnding),
    }));
  }

  @Get('months')
  @Operation({
    id: 'credits.months',
    summary:
      'All schools’ credits month by month: granted, earned, given, spent, expired, corrected, in issue',
    visibility: 'party',
    keys: 'operator',
    answers: CreditMonthsAnswer,
  })
  months(@ApiRequest() request: ApiRequest, @Query() query: MonthsQuery): Promise<CreditMonthsAnswer> {
    const [from, to] = [Temporal.PlainDate.from(query.from), Temporal.PlainDate.from(query.to)];
    const { months } = from.until(to, { largestUnit: 'months' });
    if (months < 0 || months > 36)
      throw invalid({ path: 'to', messages: ['to must be at most 36 months after from'] });
    return this.transactions.read(request, async (tx) => ({
      items: (await this.bank.months(tx, from, to)).map(presentMonth),
    }));
  }

  private async credits(tx: Tx, schoolId: string): Promise<CreditsAnswer> {
    const account = accountId(tx.operatorId, poolOf(schoolId, 'CREDIT'));
    const available = availableIn(toSpend(await this.ledger.lots(tx, account), tx.today));
    return { schoolId, accountId: account, available: toQuantity(available, 'CREDIT') };
  }
}
