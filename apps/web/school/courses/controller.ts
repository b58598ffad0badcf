import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import { Courses } from '#delivery';
import { stillOpen } from '#directory';
import { costsOf, Entitlements } from '#entitlements';
import { CurrentActor, Limits, Roles } from '#identity';
import { SchoolYear } from '#insight';
import { OperatingModel } from '#operating-model';
import {
  committingRoles,
  Database,
  notFound,
  refusalOf,
  schoolRoles,
  Temporal,
  type Actor,
  type Tx,
} from '#platform';
import { blankForm, handleForm, orAgain, spendingForm, type FormState } from '../../kit/form.js';
import { leadOn, redirect } from '../../kit/page.js';
import { pageNumber, sliceOf } from '../../kit/page-number.js';
import { priceSent, priceShown } from '../../kit/rules.js';
import { paths } from '../../paths.js';
import { BookedPlaceForm, PlaceForm } from './form.js';
import {
  presentCourse,
  presentCourses,
  presentGiveBack,
  presentPlaceBooked,
  presentPlaceCheck,
  presentPlaces,
  whyNotGiveBack,
  type Course,
  type Notice,
} from './presenter.js';

/** Dates of courses, and the school's places on them. */
@Controller()
@Roles(...committingRoles)
export class CoursesController {
  constructor(
    private readonly db: Database,
    private readonly courses: Courses,
    private readonly limits: Limits,
    private readonly year: SchoolYear,
    private readonly entitlements: Entitlements,
    private readonly model: OperatingModel,
  ) {}

  @Get(paths.courses.index)
  @Roles(...schoolRoles)
  async list(@CurrentActor() actor: Actor, @Query('page') page?: string) {
    const number = pageNumber(page);
    return this.db.tx(actor, async (tx) =>
      presentCourses(
        await this.courses.sessions(tx, { from: tx.today, ...sliceOf(number) }),
        await this.year.places(tx, { schoolId: actor.organisationId!, ahead: true }),
        number,
      ),
    );
  }

  @Get(paths.courses.show(':sessionId'))
  @Roles(...schoolRoles)
  async show(@CurrentActor() actor: Actor, @Param('sessionId') sessionId: string) {
    return this.course(actor, sessionId, blankForm());
  }

  @Post(paths.courses.show(':sessionId'))
  async check(@CurrentActor() actor: Actor, @Param('sessionId') sessionId: string, @Body() body: unknown) {
    return handleForm(PlaceForm, body, {
      again: (form) => this.course(actor, sessionId, form),
      refusedAt: 'means',
      next: ({ means }, form) =>
        this.db.tx(actor, async (tx) => {
          const facts = await this.facts(tx, sessionId);
          const way = facts.ways.find((one) => one.means === means);
          const price = way && priceSent(way);
          return presentPlaceCheck(facts, await this.notice(tx), spendingForm({ ...form.values, price }));
        }),
    });
  }

  @Post(`${paths.courses.show(':sessionId')}/places`)
  async book(@CurrentActor() actor: Actor, @Param('sessionId') sessionId: string, @Body() body: unknown) {
    return handleForm(BookedPlaceForm, body, {
      again: (form) => this.course(actor, sessionId, form),
      refusedAt: ({ code }) => (code === 'delivery.already-booked' ? 'attendee' : 'means'),
      next: async ({ attendee, means, transferId, price }) => {
        await this.db.tx(actor, (tx) =>
          this.courses.book(tx, {
            placeId: transferId,
            sessionId,
            schoolId: actor.organisationId!,
            attendee,
            means,
            ...priceShown(price),
          }),
        );
        return redirect(paths.places.booked(transferId));
      },
    });
  }

  @Get(paths.places.index)
  @Roles(...schoolRoles)
  async places(@CurrentActor() actor: Actor, @Query('page') page?: string) {
    const number = pageNumber(page);
    return this.db.tx(actor, async (tx) =>
      presentPlaces(
        await this.year.places(tx, { schoolId: actor.organisationId!, ...sliceOf(number) }),
        await this.notice(tx),
        number,
      ),
    );
  }

  @Get(paths.places.booked(':placeId'))
  async booked(@CurrentActor() actor: Actor, @Param('placeId') placeId: string) {
    return this.db.tx(actor, async (tx) => {
      const place = await this.place(tx, placeId);
      return presentPlaceBooked(place, (await this.courses.session(tx, place.sessionId)).left > 0n);
    });
  }

  @Get(paths.places.cancellation(':placeId'))
  async giveBack(@CurrentActor() actor: Actor, @Param('placeId') placeId: string) {
    return this.giving(actor, placeId, blankForm());
  }

  @Post(paths.places.cancellation(':placeId'))
  async cancel(@CurrentActor() actor: Actor, @Param('placeId') placeId: string) {
    const how = { again: (form: FormState) => this.giving(actor, placeId, form), refusedAt: 'confirm' };
    return orAgain(blankForm(), how, async () => {
      await this.db.tx(actor, (tx) => this.courses.cancel(tx, placeId));
      return redirect(paths.places.index, { flash: 'The place is given back.' });
    });
  }

  private giving(actor: Actor, placeId: string, form: FormState) {
    const asked = this.db.tx(actor, async (tx) => {
      const place = await this.place(tx, placeId);
      const why = whyNotGiveBack(place, await this.notice(tx));
      if (why) throw why;
      return presentGiveBack(place, form);
    });
    return asked.catch(leadOn(paths.places.index));
  }

  private async course(actor: Actor, sessionId: string, form: FormState) {
    return this.db.tx(actor, async (tx) => presentCourse(await this.facts(tx, sessionId), tx.today, form));
  }

  private async notice(tx: Tx): Promise<Notice> {
    const { place_notice_days: noticeDays } = (await this.model.on(tx)).delivery;
    return { now: tx.now, today: tx.today, noticeDays };
  }

  private async place(tx: Tx, placeId: string) {
    const [place] = await this.year.places(tx, { schoolId: tx.actor.organisationId!, placeId });
    if (!place) throw notFound('place');
    return place;
  }

  private async facts(tx: Tx, sessionId: string): Promise<Course> {
    const schoolId = tx.actor.organisationId!;
    const session = await this.courses.session(tx, sessionId);
    const { offer, school } = await this.year.onSale(tx, schoolId, session.offerId);
    const costs = costsOf(offer, school);
    const on = Temporal.PlainDate.from(session.heldOn);
    const money = costs.money?.amount;
    return {
      schoolId,
      closed: refusalOf(() => stillOpen(school, on))?.message ?? null,
      session,
      offer,
      ways: await this.entitlements.waysToPay(tx, schoolId, costs, { on, purpose: offer.serviceType }),
      beyond: typeof money === 'bigint' ? await this.limits.beyond(tx, schoolId, money) : null,
    };
  }
}
