import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import { Practitioners, Requests, Visits } from '#delivery';
import { CurrentActor, Roles } from '#identity';
import { SchoolYear } from '#insight';
import { Database, notFound, Temporal, type Actor, type Tx } from '#platform';
import { blankForm, readForm, refused, spendingForm, type FormState } from '../kit/form.js';
import { redirect } from '../kit/page.js';
import { committingRoles, schoolRoles } from '../kit/school-roles.js';
import { pageNumber, sliceOf } from '../kit/page-number.js';
import { paths } from '../paths.js';
import { BookedVisitForm, chosenDay, VisitForm } from './form.js';
import { presentBook, presentBooked, presentCheck, presentVisits, type Booking } from './presenter.js';

/** Booking a day: with the school's own SIP from its entitlement, or a visit of support that was agreed. */
@Controller()
@Roles(...committingRoles)
export class VisitBookingController {
  constructor(
    private readonly db: Database,
    private readonly visits: Visits,
    private readonly practitioners: Practitioners,
    private readonly requests: Requests,
    private readonly year: SchoolYear,
  ) {}

  @Get(paths.visits.index)
  @Roles(...schoolRoles)
  async list(@CurrentActor() actor: Actor, @Query('page') page?: string, @Query('away') away?: string) {
    const [number, awayNumber] = [pageNumber(page), pageNumber(away)];
    return this.db.tx(actor, async (tx) => {
      const schoolId = actor.organisationId!;
      return presentVisits(
        {
          ahead: await this.year.visits(tx, { schoolId, ahead: true }),
          past: await this.year.visits(tx, { schoolId, ahead: false, ...sliceOf(number) }),
          away: await this.year.visits(tx, { homeId: schoolId, ...sliceOf(awayNumber) }),
        },
        { number, awayNumber },
      );
    });
  }

  @Get(paths.visits.new)
  async new(@CurrentActor() actor: Actor, @Query('proposal') proposal?: string) {
    return this.book(actor, blankForm({ proposal }));
  }

  @Post(paths.visits.new)
  async check(@CurrentActor() actor: Actor, @Body() body: unknown) {
    const submitted = readForm(VisitForm, body);
    if (!submitted.ok || submitted.form.values.change) return this.book(actor, submitted.form);
    const on = chosenDay(submitted.data);
    return this.db
      .tx(actor, async (tx) => {
        await this.visits.mayBookOn(tx, actor.organisationId!, Temporal.PlainDate.from(on));
        return presentCheck(
          await this.booking(tx, submitted.data.proposal, Temporal.PlainDate.from(on)),
          on,
          spendingForm(submitted.form.values),
        );
      })
      .catch((error: unknown) =>
        this.book(
          actor,
          refused(submitted.form, error, submitted.form.values.on === 'other' ? 'otherOn' : 'on'),
        ),
      );
  }

  @Post(paths.visits.index)
  async confirm(@CurrentActor() actor: Actor, @Body() body: unknown) {
    const submitted = readForm(BookedVisitForm, body);
    if (!submitted.ok) return this.book(actor, submitted.form);
    const { proposal, portion, purpose, transferId } = submitted.data;
    const failed = await this.db
      .tx(actor, async (tx) => {
        const { practitioner } = await this.booking(tx, proposal);
        if (!practitioner) throw notFound('practitioner');
        await this.visits.book(tx, {
          visitId: transferId,
          schoolId: actor.organisationId!,
          practitionerId: practitioner.practitionerId,
          on: Temporal.PlainDate.from(chosenDay(submitted.data)),
          portion: BigInt(portion),
          purpose,
          ...(proposal ? { proposalId: proposal } : {}),
        });
      })
      .then(
        () => null,
        (error: unknown) => refused(submitted.form, error, 'on'),
      );
    return failed ? this.book(actor, failed) : redirect(paths.visits.booked(transferId));
  }

  @Get(paths.visits.booked(':visitId'))
  async booked(@CurrentActor() actor: Actor, @Param('visitId') visitId: string) {
    return presentBooked(await this.db.tx(actor, (tx) => this.year.visit(tx, visitId)));
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
    const days = practitioner
      ? await this.visits.days(tx, {
          schoolId,
          practitionerId: practitioner.practitionerId,
          from,
          to: from.add({ days: 60 }),
        })
      : [];
    return { practitioner, proposal, days, left: (await this.year.held(tx, schoolId, on)).DAY.available };
  }
}
