import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import { Agreements, decisionOn, NextTerms, type Quote } from '#agreements';
import { CurrentActor, Limits, People, Roles } from '#identity';
import { SchoolYear } from '#insight';
import {
  committingRoles,
  Database,
  isCivilDate,
  Refusal,
  refusalIn,
  schoolRoles,
  Temporal,
  type Actor,
  type Tx,
} from '#platform';
import { blankForm, handleForm, spendingForm, type FormState } from '../../kit/form.js';
import { redirect } from '../../kit/page.js';
import { pageNumber, sliceOf } from '../../kit/page-number.js';
import { priceSent, priceShown } from '../../kit/rules.js';
import { paths } from '../../paths.js';
import { firstFree, takenFrom } from './free-day.js';
import { AgreementForm, PreparedAgreementForm } from './form.js';
import { presentAgreements, presentCheck, presentNew, presentPrepared, type WaitsFor } from './presenter.js';
import { presentTaken } from './taken.presenter.js';

/** Choosing a plan: details, check your answers, prepared or signed. */
@Controller()
@Roles(...committingRoles)
export class AgreementsController {
  constructor(
    private readonly db: Database,
    private readonly agreements: Agreements,
    private readonly next: NextTerms,
    private readonly limits: Limits,
    private readonly people: People,
    private readonly year: SchoolYear,
  ) {}

  @Get(paths.agreements.index)
  @Roles(...schoolRoles)
  async list(@CurrentActor() actor: Actor, @Query('page') page?: string) {
    const number = pageNumber(page);
    return this.db.tx(actor, async (tx) =>
      presentAgreements(
        await this.year.agreements(tx, { schoolId: actor.organisationId!, ...sliceOf(number) }),
        number,
      ),
    );
  }

  @Get(paths.agreements.new)
  async new(@CurrentActor() actor: Actor, @Query('plan') plan: string) {
    const asked = this.db.tx(actor, async (tx) => {
      const schoolId = actor.organisationId!;
      const taken = await takenFrom(tx, this.year);
      const quote = await firstFree(taken, tx.today, (day) => this.agreements.quote(tx, schoolId, plan, day));
      const { startsOn } = quote;
      const wish = { ...quote, schoolId, offerId: plan };
      const refused = await this.agreements
        .mayStart(tx, startsOn)
        .then(() => this.next.stillFree(tx, wish))
        .catch(refusalIn);
      return refused
        ? presentTaken(quote, taken, refused)
        : presentNew(quote, blankForm({ plan, startsOn: startsOn.toString() }));
    });
    return asked.catch((error: unknown) => {
      // Its own page says since when it is not offered, and leads to the others; or that the school has closed.
      if (
        error instanceof Refusal &&
        ['agreements.withdrawn', 'directory.school-closed'].includes(error.code)
      )
        return redirect(paths.catalogue.offer(plan));
      throw error;
    });
  }

  /** The details, to be checked; or from the check page, to be changed. */
  @Post(paths.agreements.new)
  async check(@CurrentActor() actor: Actor, @Body() body: unknown) {
    return handleForm(AgreementForm, body, {
      again: (form) => this.again(actor, form),
      refusedAt: 'startsOn',
      next: ({ plan, startsOn }, form) =>
        this.db.tx(actor, async (tx) => {
          const quote = await this.agreements.consider(tx, {
            schoolId: actor.organisationId!,
            offerId: plan,
            startsOn: Temporal.PlainDate.from(startsOn),
          });
          const schoolId = actor.organisationId!;
          const may = await this.limits.allows(tx, schoolId, actor.role, quote.yearPrice);
          const waits = may ? null : await this.waitsFor(tx, schoolId, quote.yearPrice);
          const price = priceSent(quote.price);
          return presentCheck(quote, spendingForm({ ...form.values, price }), waits);
        }),
    });
  }

  @Post(paths.agreements.index)
  async prepare(@CurrentActor() actor: Actor, @Body() body: unknown) {
    return handleForm(PreparedAgreementForm, body, {
      again: (form) => this.again(actor, form),
      refusedAt: 'startsOn',
      next: async ({ plan, startsOn, purchaseOrder, transferId, price }) => {
        const request = {
          agreementId: transferId,
          schoolId: actor.organisationId!,
          offerId: plan,
          startsOn: Temporal.PlainDate.from(startsOn),
          purchaseOrder,
          ...priceShown(price),
        };
        await this.db.tx(actor, (tx) => this.agreements.prepare(tx, request));
        return redirect(paths.agreements.prepared(transferId));
      },
    });
  }

  @Get(paths.agreements.prepared(':agreementId'))
  async prepared(@CurrentActor() actor: Actor, @Param('agreementId') agreementId: string) {
    return this.db.tx(actor, async (tx) => {
      const agreement = await this.year.agreement(tx, agreementId);
      if (agreement.state === 'signed') return presentPrepared(agreement, null, tx.today);
      // Declined, or no longer needed, since it was prepared.
      if (agreement.state !== 'awaiting-approval') return redirect(paths.agreements.show(agreementId));
      const { schoolId, yearPrice } = agreement;
      return presentPrepared(agreement, await this.waitsFor(tx, schoolId, yearPrice), tx.today);
    });
  }

  private again(actor: Actor, form: FormState) {
    return this.db.tx(actor, (tx) => this.details(tx, String(form.values.plan), form));
  }

  private async details(tx: Tx, plan: string, form: FormState) {
    const { startsOn } = form.values;
    const given = isCivilDate(startsOn) ? Temporal.PlainDate.from(startsOn) : undefined;
    return presentNew(await this.quoted(tx, plan, given), form);
  }

  /** The plan as it would be from a day; from today where there is no price for that day. */
  private async quoted(tx: Tx, plan: string, given?: Temporal.PlainDate): Promise<Quote> {
    const at = (startsOn?: Temporal.PlainDate) =>
      this.agreements.quote(tx, tx.actor.organisationId!, plan, startsOn);
    return at(given).catch((error: unknown) => {
      if (!(error instanceof Refusal) || !given) throw error;
      return at();
    });
  }

  /** Who has to approve a year's price, by name where they have an account here. */
  private async waitsFor(tx: Tx, schoolId: string, yearPrice: bigint): Promise<WaitsFor> {
    const decision = (await this.limits.deciding(tx, schoolId))(yearPrice);
    const { role } = decision;
    const people = role ? await this.people.ofParty(tx, schoolId, role) : [];
    const ordered = { preparedBy: tx.actor.personId, backdatedBecause: null };
    // Who prepares it does not decide it, in whichever role.
    const others = people.filter(
      ({ personId }) => !decisionOn(ordered, decision, { personId, role: role! }).prepared,
    );
    const last = (await this.limits.ladders(tx)).school.rungs.at(-1)!;
    return {
      ...{ ...decision, last, prepared: others.length < people.length },
      names: others.map(({ name }) => name),
    };
  }
}
