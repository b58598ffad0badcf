import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import { Practitioners, Requests, Visits, type WishedVisit } from '#delivery';
import { availableFor, Entitlements } from '#entitlements';
import { CurrentActor, Roles } from '#identity';
import { SchoolYear } from '#insight';
import { validOn } from '#ledger';
import { OperatingModel } from '#operating-model';
import {
  committingRoles,
  Database,
  notFound,
  providerRoles,
  Refusal,
  refusalIn,
  type Role,
  schoolRoles,
  Temporal,
  type Actor,
  type Tx,
} from '#platform';
import { blankForm, handleForm, spendingForm, type FormState } from '../../kit/form.js';
import { redirect } from '../../kit/page.js';
import { pageNumber, sliceOf } from '../../kit/page-number.js';
import { paths } from '../../paths.js';
import { BookedVisitForm, chosenDay, VisitForm } from './form.js';
import { presentBooked } from './booked.presenter.js';
import { presentBook, presentCheck, presentVisits, type Booking } from './presenter.js';

/** Visits of whoever looks, and booking a day: with the school's own SIP from its entitlement, or a visit of support that was agreed. */
@Controller()
@Roles(...committingRoles)
export class VisitBookingController {
  constructor(
    private readonly db: Database,
    private readonly visits: Visits,
    private readonly practitioners: Practitioners,
    private readonly requests: Requests,
    private readonly year: SchoolYear,
    private readonly entitlements: Entitlements,
    private readonly model: OperatingModel,
  ) {}

  @Get(paths.visits.index)
  @Roles(...schoolRoles, ...providerRoles)
  async list(@CurrentActor() actor: Actor, @Query('page') page?: string, @Query('away') away?: string) {
    const [number, awayNumber] = [pageNumber(page), pageNumber(away)];
    const { role, personId } = actor;
    const id = actor.organisationId!;
    const provides = providerRoles.includes(role as Role);
    const own =
      role === 'practitioner' ? { personId: personId! } : provides ? { homeId: id } : { schoolId: id };
    return this.db.tx(actor, async (tx) =>
      presentVisits(
        {
          ahead: await this.year.visits(tx, { ...own, ahead: true }),
          past: await this.year.visits(tx, { ...own, ahead: false, ...sliceOf(number) }),
          away: provides ? [] : await this.year.visits(tx, { homeId: id, ...sliceOf(awayNumber) }),
        },
        { number, awayNumber },
        role,
        tx.today,
      ),
    );
  }

  @Get(paths.visits.new)
  async new(@CurrentActor() actor: Actor, @Query('proposal') proposal?: string) {
    return this.book(actor, blankForm({ proposal }));
  }

  @Post(paths.visits.new)
  async check(@CurrentActor() actor: Actor, @Body() body: unknown) {
    return handleForm(VisitForm, body, {
      again: (form) => this.book(actor, form),
      refusedAt: fieldOf,
      next: (data, form) =>
        this.db.tx(actor, async (tx) => {
          const on = Temporal.PlainDate.from(chosenDay(data));
          const booking = await this.booking(tx, data.proposal, on);
          await this.visits.consider(tx, wished(booking, actor, data));
          const { visit_notice_days: noticeDays } = (await this.model.on(tx)).delivery;
          return presentCheck(booking, on, { today: tx.today, noticeDays }, spendingForm(form.values));
        }),
    });
  }

  @Post(paths.visits.index)
  async confirm(@CurrentActor() actor: Actor, @Body() body: unknown) {
    return handleForm(BookedVisitForm, body, {
      again: (form) => this.book(actor, form),
      refusedAt: fieldOf,
      next: async (data) => {
        const { proposal, purpose, transferId } = data;
        await this.db.tx(actor, async (tx) => {
          const wish = wished(await this.booking(tx, proposal), actor, data);
          await this.visits.book(tx, { ...wish, visitId: transferId, purpose });
        });
        return redirect(paths.visits.booked(transferId));
      },
    });
  }

  @Get(paths.visits.booked(':visitId'))
  async booked(@CurrentActor() actor: Actor, @Param('visitId') visitId: string) {
    return this.db.tx(actor, async (tx) => {
      const visit = await this.year.visit(tx, visitId);
      return presentBooked(visit, (await this.entitlements.held(tx, visit.schoolId)).DAY);
    });
  }

  private async book(actor: Actor, form: FormState) {
    const proposal = form.values.proposal ? String(form.values.proposal) : undefined;
    return this.db.tx(actor, async (tx) => presentBook(await this.booking(tx, proposal), form));
  }

  private async booking(tx: Tx, proposalId?: string, on = tx.today): Promise<Booking> {
    const schoolId = tx.actor.organisationId!;
    const proposal = proposalId ? await this.requests.proposal(tx, proposalId) : null;
    if (proposal && proposal.schoolId !== schoolId) throw notFound('agreed support');
    const practitioner = proposal
      ? await this.practitioners.find(tx, proposal.practitionerId)
      : await this.practitioners.linkOf(tx, schoolId);
    const from = tx.today.add({ days: 1 });
    const asked = practitioner
      ? await this.visits
          .days(tx, {
            schoolId,
            practitionerId: practitioner.practitionerId,
            from,
            to: from.add({ days: 60 }),
          })
          .catch(refusalIn)
      : [];
    const closed = asked instanceof Refusal ? asked.message : null;
    const days = asked instanceof Refusal ? [] : asked;
    const { available: left, later, lots, laterLots } = (await this.entitlements.held(tx, schoolId, on)).DAY;
    // Half a day at least, of what is there for that day.
    const paid = (day: Temporal.PlainDate) =>
      availableFor({ lots: [...lots, ...laterLots].filter((lot) => validOn(lot, day)) }) >= 50n;
    return {
      practitioner,
      proposal,
      closed,
      days: proposal ? days : days.filter((day) => paid(day.on)),
      left,
      later,
    };
  }
}

/** What the form asks for. Refuses: `platform.not-found` where nobody is named to come. */
function wished({ practitioner, proposal }: Booking, actor: Actor, form: VisitForm): WishedVisit {
  if (!practitioner) throw notFound('practitioner');
  return {
    schoolId: actor.organisationId!,
    practitionerId: practitioner.practitionerId,
    on: Temporal.PlainDate.from(chosenDay(form)),
    portion: BigInt(form.portion),
    ...(proposal ? { proposalId: proposal.proposalId } : {}),
  };
}

/** The field that a refusal is about: how long where the days run out, else the day. */
function fieldOf({ code }: Refusal, { values: { on } }: FormState): string {
  if (code === 'entitlements.not-enough-days' || code === 'delivery.more-than-agreed') return 'portion';
  return on === 'other' ? 'otherOn' : 'on';
}
