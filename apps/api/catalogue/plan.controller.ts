import { Get, Query } from '@nestjs/common';
import { Agreements } from '#agreements';
import { Catalogue } from '#catalogue';
import { Refusal } from '#platform';
import { ApiRequest, ApiTransactions, partyOf } from '../kit/api-request.js';
import { dayOf } from '../kit/fields.js';
import { ApiController, Operation } from '../kit/operation.js';
import { PlansAnswer, presentPlan, type PlanAnswer } from './plan.presenter.js';
import { PlanComparison } from './plan.requests.js';

@ApiController('plans', 'Catalogue')
export class PlanController {
  constructor(
    private readonly transactions: ApiTransactions,
    private readonly catalogue: Catalogue,
    private readonly agreements: Agreements,
  ) {}

  @Get()
  @Operation({
    id: 'plans.compare',
    summary: 'Compare the plans for a school',
    visibility: 'operator-shared',
    keys: 'party',
    answers: PlansAnswer,
    refuses: ['catalogue.roll-unknown'],
  })
  compare(@ApiRequest() request: ApiRequest, @Query() query: PlanComparison): Promise<PlansAnswer> {
    return this.transactions.read(request, async (tx) => {
      const schoolId = partyOf(tx.actor, query.schoolId);
      const items: PlanAnswer[] = [];
      for (const plan of await this.catalogue.offers(tx, { kind: 'plan' })) {
        const quoted = await this.agreements
          .quote(tx, schoolId, plan.offerId, dayOf(query.startsOn))
          .catch((error: unknown) => {
            if (error instanceof Refusal && error.code === 'agreements.no-price') return null;
            throw error;
          });
        if (quoted) items.push(presentPlan(quoted));
      }
      return { items };
    });
  }
}
