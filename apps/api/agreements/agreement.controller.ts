import { Body, Get, Param, Post, Query } from '@nestjs/common';
import { Agreements, withNext, type Agreement, type Followed } from '#agreements';
import type { Tx } from '#platform';
import { invalid } from '../../boot/problem.js';
import { ApiRequest, ApiTransactions, IdPipe, partyOf } from '../kit/api-request.js';
import { dayOf } from '../kit/fields.js';
import { ApiController, Operation } from '../kit/operation.js';
import { pageBy, PageOf, type Paged } from '../kit/page.js';
import { shownPrice } from '../kit/quantity.js';
import { AgreementAnswer, presentAgreement } from './agreement.presenter.js';
import { AgreementList, AgreementPreparation, Declining, TermEndChoice } from './agreement.requests.js';

@ApiController('agreements', 'Agreements')
export class AgreementController {
  constructor(
    private readonly transactions: ApiTransactions,
    private readonly agreements: Agreements,
  ) {}

  @Get()
  @Operation({
    id: 'agreements.list',
    summary: 'Agreements, the latest start first',
    visibility: 'party',
    keys: 'party',
    answers: PageOf(AgreementAnswer),
  })
  list(@ApiRequest() request: ApiRequest, @Query() query: AgreementList): Promise<Paged<AgreementAnswer>> {
    const { schoolId, state } = query;
    return this.transactions.page(request, query, (tx, slice) =>
      pageBy(
        slice,
        (agreement) => agreement.agreementId,
        async (part) =>
          withNext(
            tx,
            await this.agreements.list(tx, {
              ...(schoolId && { schoolId }),
              ...(state && { state }),
              ...part,
            }),
          ),
        presentAgreement,
      ),
    );
  }

  @Post()
  @Operation({
    id: 'agreements.prepare',
    summary: 'Prepare an agreement for a plan',
    visibility: 'party',
    keys: 'party',
    answers: AgreementAnswer,
    creates: 'agreementId',
    description:
      'Signed at once when a whole year’s price, with what was ordered in the operator’s window of days, is within what a key may commit (on the operator’s ladder of approval, unless it says otherwise, the limit of the school’s business manager), else it waits for whoever approves it.',
    refuses: [
      'agreements.already-subscribed',
      'agreements.start-too-early',
      'agreements.start-too-late',
      'agreements.start-closed',
      'agreements.school-left',
      'agreements.term-over',
      'agreements.notice-too-late',
      'agreements.not-a-plan',
      'agreements.withdrawn',
      'catalogue.own-offer',
      'catalogue.price-changed',
      'identity.provider-left',
      'directory.school-closed',
      'agreements.no-price',
      'catalogue.roll-unknown',
    ],
  })
  prepare(@ApiRequest() request: ApiRequest, @Body() body: AgreementPreparation): Promise<AgreementAnswer> {
    const startsOn = dayOf(body.startsOn);
    return this.transactions.create(
      request,
      (tx, agreementId) =>
        this.agreements.prepare(tx, {
          agreementId,
          schoolId: partyOf(tx.actor, body.schoolId),
          offerId: body.offerId,
          ...(startsOn && { startsOn }),
          ...(body.purchaseOrder && { purchaseOrder: body.purchaseOrder }),
          ...shownPrice(body.shownPrice),
        }),
      async (tx, agreementId) => presentAgreement(await this.found(tx, agreementId)),
    );
  }

  @Get(':agreementId')
  @Operation({
    id: 'agreements.show',
    summary: 'One agreement',
    visibility: 'party',
    keys: 'party',
    answers: AgreementAnswer,
  })
  show(
    @ApiRequest() request: ApiRequest,
    @Param('agreementId', IdPipe) agreementId: string,
  ): Promise<AgreementAnswer> {
    return this.transactions.read(request, async (tx) => presentAgreement(await this.found(tx, agreementId)));
  }

  @Post(':agreementId/approval')
  @Operation({
    id: 'agreements.approve',
    summary: 'Approve an agreement: it is signed, its days and credits granted',
    visibility: 'party',
    keys: 'party',
    answers: AgreementAnswer,
    versioned: true,
    description:
      'By whoever decides what waits, or is further up the operator’s ladder. A key that orders as a business manager does not: a person approves it, on the pages.',
    refuses: [
      'agreements.decided',
      'agreements.term-over',
      'agreements.already-subscribed',
      'agreements.notice-too-late',
      'identity.above-limit',
    ],
  })
  approve(
    @ApiRequest() request: ApiRequest,
    @Param('agreementId', IdPipe) agreementId: string,
  ): Promise<AgreementAnswer> {
    return this.change(request, agreementId, (tx) => this.agreements.approve(tx, agreementId));
  }

  @Post(':agreementId/declining')
  @Operation({
    id: 'agreements.decline',
    summary: 'Say no to a prepared agreement, whatever it costs',
    visibility: 'party',
    keys: 'party',
    answers: AgreementAnswer,
    versioned: true,
    refuses: ['agreements.decided', 'agreements.reason'],
  })
  decline(
    @ApiRequest() request: ApiRequest,
    @Param('agreementId', IdPipe) agreementId: string,
    @Body() { reason }: Declining,
  ): Promise<AgreementAnswer> {
    return this.change(request, agreementId, (tx) => this.agreements.decline(tx, agreementId, reason));
  }

  @Post(':agreementId/term-end')
  @Operation({
    id: 'agreements.choose-term-end',
    summary: 'Say what happens when the term ends',
    visibility: 'party',
    keys: 'party',
    answers: AgreementAnswer,
    versioned: true,
    description:
      'What makes the next term dearer than it stood is within what a key may commit, or a person chooses it on the pages.',
    refuses: [
      'agreements.not-signed',
      'agreements.term-over',
      'agreements.notice-too-late',
      'agreements.not-a-plan',
      'agreements.withdrawn',
      'directory.school-closed',
      'agreements.no-price',
      'catalogue.roll-unknown',
      'identity.above-limit',
    ],
  })
  termEnd(
    @ApiRequest() request: ApiRequest,
    @Param('agreementId', IdPipe) agreementId: string,
    @Body() { choice, nextOfferId }: TermEndChoice,
  ): Promise<AgreementAnswer> {
    if ((choice === 'change') !== (nextOfferId !== undefined)) {
      const message =
        choice === 'change'
          ? 'nextOfferId must name the plan to change to'
          : 'nextOfferId goes with the choice `change` only';
      throw invalid({ path: 'nextOfferId', messages: [message] });
    }
    return this.change(request, agreementId, (tx) =>
      this.agreements.chooseTermEnd(tx, agreementId, choice, nextOfferId ?? null),
    );
  }

  private change(
    request: ApiRequest,
    agreementId: string,
    verb: (tx: Tx) => Promise<Agreement>,
  ): Promise<AgreementAnswer> {
    return this.transactions.changeVersion(
      request,
      (tx) => this.found(tx, agreementId),
      async (tx) => (await withNext(tx, [await verb(tx)]))[0]!,
      presentAgreement,
    );
  }

  private async found(tx: Tx, agreementId: string): Promise<Followed> {
    return (await withNext(tx, [await this.agreements.find(tx, agreementId)]))[0]!;
  }
}
