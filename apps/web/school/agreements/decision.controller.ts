import { Body, Controller, Get, Param, Post } from '@nestjs/common';
import { Agreements, decisionOn, NextTerms, type AtTermEnd, type Deciding } from '#agreements';
import { CurrentActor, Limits, Roles, staffRoles } from '#identity';
import { SchoolYear, type AgreementRow } from '#insight';
import { Documents } from '#invoicing';
import { committingRoles, Database, schoolRoles, Temporal, type Actor, type Tx } from '#platform';
import { blankForm, handleForm, type FormState } from '../../kit/form.js';
import { redirect } from '../../kit/page.js';
import { paths } from '../../paths.js';
import { DecisionForm, TermEndForm } from './form.js';
import { decidedAlready, presentAgreement, presentApproval, type AgreementFacts } from './presenter.js';
import { presentTermEnd } from './term-end.presenter.js';

/** One agreement: its page for whoever it names, the decision of whoever approves it, and what happens when its term ends. */
@Controller()
export class AgreementDecisionController {
  constructor(
    private readonly db: Database,
    private readonly agreements: Agreements,
    private readonly next: NextTerms,
    private readonly documents: Documents,
    private readonly year: SchoolYear,
    private readonly limits: Limits,
  ) {}

  @Get(paths.agreements.show(':agreementId'))
  @Roles(...schoolRoles, 'manager', ...staffRoles)
  async show(@CurrentActor() actor: Actor, @Param('agreementId') agreementId: string) {
    return presentAgreement(await this.db.tx(actor, (tx) => this.facts(tx, agreementId)));
  }

  @Get(paths.agreements.approval(':agreementId'))
  @Roles(...schoolRoles)
  async approval(@CurrentActor() actor: Actor, @Param('agreementId') agreementId: string) {
    const facts = await this.db.tx(actor, (tx) => this.facts(tx, agreementId));
    return this.toDecide(facts, blankForm());
  }

  @Post(paths.agreements.approval(':agreementId'))
  @Roles(...schoolRoles)
  async decide(
    @CurrentActor() actor: Actor,
    @Param('agreementId') agreementId: string,
    @Body() body: unknown,
  ) {
    return handleForm(DecisionForm, body, {
      again: async (form) =>
        this.toDecide(await this.db.tx(actor, (tx) => this.facts(tx, agreementId)), form),
      refusedAt: 'decision',
      next: async ({ decision, reason }) => {
        await this.db.tx(actor, (tx) =>
          decision === 'decline'
            ? this.agreements.decline(tx, agreementId, reason)
            : this.agreements.approve(tx, agreementId),
        );
        return decision === 'decline'
          ? redirect(paths.agreements.show(agreementId), {
              flash: 'You declined the agreement. Nothing is owed, and whoever prepared it is told why.',
            })
          : redirect(paths.agreements.prepared(agreementId));
      },
    });
  }

  @Get(paths.agreements.termEnd(':agreementId'))
  @Roles(...committingRoles)
  async termEnd(@CurrentActor() actor: Actor, @Param('agreementId') agreementId: string) {
    return this.db.tx(actor, (tx) => this.termEndPage(tx, agreementId));
  }

  @Post(paths.agreements.termEnd(':agreementId'))
  @Roles(...committingRoles)
  async chooseTermEnd(
    @CurrentActor() actor: Actor,
    @Param('agreementId') agreementId: string,
    @Body() body: unknown,
  ) {
    return handleForm(TermEndForm, body, {
      again: (form) => this.db.tx(actor, (tx) => this.termEndPage(tx, agreementId, form)),
      refusedAt: 'choice',
      next: async ({ choice }) => {
        await this.db.tx(actor, (tx) => this.agreements.chooseTermEnd(tx, agreementId, ...termEnd(choice)));
        return redirect(paths.agreements.show(agreementId), {
          flash: 'Your choice is kept. You may change it until the last day for notice.',
        });
      },
    });
  }

  /** The question, to whom it is put: of what was decided meanwhile its page says how, and by whom. */
  private toDecide(facts: AgreementFacts, form: FormState) {
    const { agreementId, state } = facts.agreement;
    return facts.decision?.declines
      ? presentApproval(facts, form)
      : redirect(paths.agreements.show(agreementId), { notice: decidedAlready[state] });
  }

  private async termEndPage(tx: Tx, agreementId: string, form?: FormState) {
    const agreement = await this.year.agreement(tx, agreementId);
    if (agreement.state !== 'signed') return redirect(paths.agreements.show(agreementId));
    const { schoolId, atTermEnd, nextOfferId } = agreement;
    const [startsOn, endsOn] = [agreement.startsOn, agreement.endsOn].map((day) =>
      Temporal.PlainDate.from(day),
    );
    return presentTermEnd(
      agreement,
      await this.next.plans(tx, { schoolId, startsOn: startsOn!, endsOn: endsOn! }),
      tx.today,
      form ?? blankForm({ choice: nextOfferId ?? atTermEnd }),
    );
  }

  private async facts(tx: Tx, agreementId: string): Promise<AgreementFacts> {
    const agreement = await this.year.agreement(tx, agreementId);
    const [before] = await this.year.agreements(tx, {
      schoolId: agreement.schoolId,
      endedBefore: agreement.startsOn,
      limit: 1,
    });
    const waits = agreement.state === 'awaiting-approval';
    const [noticeBy, endsOn] = [agreement.noticeBy, agreement.endsOn].map((day) =>
      Temporal.PlainDate.from(day),
    );
    return {
      agreement,
      before: before ?? null,
      // What is not signed has none.
      documents: agreement.state === 'signed' ? await this.documents.list(tx, { causeId: agreementId }) : [],
      decision: waits ? await this.decision(tx, agreement) : null,
      noticeBy: waits
        ? await this.agreements.noticeIfSigned(tx, { noticeBy: noticeBy!, endsOn: endsOn! })
        : null,
      actor: tx.actor,
      today: tx.today,
    };
  }

  private async decision(tx: Tx, agreement: AgreementRow): Promise<Deciding> {
    const decision = (await this.limits.deciding(tx, agreement.schoolId))(agreement.yearPrice);
    return decisionOn({ ...agreement, preparedBy: agreement.preparedById }, decision, tx.actor);
  }
}

const termEnd = (choice: string): [AtTermEnd, string | null] =>
  choice === 'renew' || choice === 'leave' ? [choice, null] : ['change', choice];
