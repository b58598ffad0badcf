import { Body, Get, Post } from '@nestjs/common';
import { Vocabularies } from '#operating-model';
import { Operators, Temporal, type Tx } from '#platform';
import { ApiRequest, ApiTransactions } from '../kit/api-request.js';
import { ApiController, Operation } from '../kit/operation.js';
import {
  OperatorAnswer,
  presentOperator,
  presentVocabularies,
  VocabulariesAnswer,
} from './operator.presenter.js';
import { ClockAdvance } from './operator.requests.js';

@ApiController('operator', 'Operator')
export class OperatorController {
  constructor(
    private readonly transactions: ApiTransactions,
    private readonly operators: Operators,
    private readonly vocabularies: Vocabularies,
  ) {}

  @Get()
  @Operation({
    id: 'operator.show',
    summary: 'The operator and its clock',
    visibility: 'operator-shared',
    keys: 'party',
    answers: OperatorAnswer,
  })
  show(@ApiRequest() request: ApiRequest): Promise<OperatorAnswer> {
    return this.transactions.read(request, (tx) => this.find(tx));
  }

  @Get('vocabularies')
  @Operation({
    id: 'operator.vocabularies',
    summary: 'The operator’s own words for needs, designations and kinds of service, in their order',
    visibility: 'operator-shared',
    keys: 'party',
    answers: VocabulariesAnswer,
  })
  words(@ApiRequest() request: ApiRequest): Promise<VocabulariesAnswer> {
    return this.transactions.read(request, async (tx) =>
      presentVocabularies(await this.vocabularies.words(tx), tx.today),
    );
  }

  @Post('clock')
  @Operation({
    id: 'operator.advance-clock',
    summary: 'Set a rehearsal’s clock forward; what is due by then runs',
    visibility: 'operator-shared',
    keys: 'operator',
    answers: OperatorAnswer,
    changes: true,
    refuses: ['platform.wall-clock', 'platform.clock-back'],
  })
  async advance(@ApiRequest() request: ApiRequest, @Body() { to }: ClockAdvance): Promise<OperatorAnswer> {
    await this.transactions.change(
      request,
      (tx) => this.operators.advance(tx, Temporal.Instant.from(to)),
      () => Promise.resolve(),
    );
    // In a transaction of its own: each keeps the time at which it began.
    return this.transactions.read(request, (tx) => this.find(tx));
  }

  private async find(tx: Tx): Promise<OperatorAnswer> {
    return presentOperator(await this.operators.current(tx), tx);
  }
}
