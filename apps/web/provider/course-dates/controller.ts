import { Body, Controller, Get, Param, ParseUUIDPipe, Post, Query } from '@nestjs/common';
import { Catalogue } from '#catalogue';
import { Courses } from '#delivery';
import { Directory } from '#directory';
import { CurrentActor, Roles } from '#identity';
import { Database, notFound, Refusal, Temporal, type Actor, type Tx } from '#platform';
import { blankForm, readForm, refused, spendingForm, type FormState } from '../../kit/form.js';
import { redirect } from '../../kit/page.js';
import { pageNumber, sliceOf } from '../../kit/page-number.js';
import { paths } from '../../paths.js';
import { RegisterForm, SessionForm } from './form.js';
import {
  presentCourseDates,
  presentNewSession,
  presentScheduled,
  presentSession,
  presentSessionCheck,
} from './presenter.js';

const sessionId = () => Param('sessionId', ParseUUIDPipe);

/** A provider's dated courses: scheduled, booked, their registers taken. */
@Controller(paths.courseDates.index)
@Roles('manager', 'practitioner')
export class CourseDatesController {
  constructor(
    private readonly db: Database,
    private readonly courses: Courses,
    private readonly catalogue: Catalogue,
    private readonly directory: Directory,
  ) {}

  @Get()
  list(@CurrentActor() actor: Actor, @Query('page') page?: string) {
    const number = pageNumber(page);
    return this.db.tx(actor, async (tx) => {
      const providerId = actor.organisationId!;
      return presentCourseDates(
        {
          open: await this.courses.sessions(tx, { providerId, registered: false }),
          past: await this.courses.sessions(tx, {
            providerId,
            registered: true,
            latestFirst: true,
            ...sliceOf(number),
          }),
        },
        tx.today,
        number,
      );
    });
  }

  @Get('new')
  form(@CurrentActor() actor: Actor) {
    return this.db.tx(actor, (tx) => this.show(tx, spendingForm()));
  }

  @Post('new')
  check(@CurrentActor() actor: Actor, @Body() body: unknown) {
    const submitted = readForm(SessionForm, body);
    if (!submitted.ok || submitted.form.values.change)
      return this.db.tx(actor, (tx) => this.show(tx, submitted.form));
    const { offerId, on, startsAt, venue, capacity } = submitted.data;
    return this.db
      .tx(actor, async (tx) => {
        const offer = await this.courses.maySchedule(tx, {
          offerId,
          on: Temporal.PlainDate.from(on),
          startsAt,
        });
        return presentSessionCheck(
          { title: offer.title, on, startsAt, venue, capacity: Number(capacity) },
          submitted.form,
        );
      })
      .catch((error: unknown) =>
        this.db.tx(actor, (tx) => this.show(tx, refusedDate(submitted.form, error))),
      );
  }

  @Post()
  async schedule(@CurrentActor() actor: Actor, @Body() body: unknown) {
    const submitted = readForm(SessionForm, body);
    if (!submitted.ok) return this.db.tx(actor, (tx) => this.show(tx, submitted.form));
    const { transferId, offerId, on, startsAt, venue, capacity } = submitted.data;
    const form = await this.db
      .tx(actor, (tx) =>
        this.courses.schedule(tx, {
          sessionId: transferId,
          offerId,
          on: Temporal.PlainDate.from(on),
          startsAt,
          venue,
          capacity: Number(capacity),
        }),
      )
      .catch((error: unknown) => refusedDate(submitted.form, error));
    return form
      ? this.db.tx(actor, (tx) => this.show(tx, form))
      : redirect(paths.courseDates.scheduled(transferId));
  }

  @Get(':sessionId/scheduled')
  scheduled(@CurrentActor() actor: Actor, @sessionId() id: string) {
    return this.db.tx(actor, async (tx) => presentScheduled(await this.courses.session(tx, id)));
  }

  @Get(':sessionId')
  session(@CurrentActor() actor: Actor, @sessionId() id: string) {
    return this.db.tx(actor, (tx) => this.showSession(tx, id, blankForm()));
  }

  @Post(':sessionId/register')
  async register(@CurrentActor() actor: Actor, @sessionId() id: string, @Body() body: unknown) {
    const submitted = readForm(RegisterForm, body);
    if (!submitted.ok) return this.db.tx(actor, (tx) => this.showSession(tx, id, submitted.form));
    const form = await this.db
      .tx(actor, (tx) => this.courses.takeRegister(tx, id, [submitted.data.attended ?? []].flat()))
      .catch((error: unknown) => refused(submitted.form, error, 'attended'));
    if (form) return this.db.tx(actor, (tx) => this.showSession(tx, id, form));
    return redirect(paths.courseDates.show(id), {
      flash:
        'The register is taken. Places paid with money are being billed, and what was promised from plans and credits is spent.',
    });
  }

  private async own(tx: Tx) {
    return (await this.catalogue.offers(tx, { kind: 'course' })).filter(
      (offer) => offer.providerId === tx.actor.organisationId,
    );
  }

  private async show(tx: Tx, form: FormState) {
    return presentNewSession(await this.own(tx), form);
  }

  private async showSession(tx: Tx, id: string, form: FormState) {
    const session = await this.courses.session(tx, id);
    if (session.providerId !== tx.actor.organisationId) throw notFound('course date');
    const places = await this.courses.places(tx, { sessionId: id });
    const schools = await this.directory.list(tx, [...new Set(places.map((place) => place.schoolId))]);
    return presentSession(
      session,
      places,
      new Map(schools.map((one) => [one.organisationId, one.name])),
      tx.today,
      form,
    );
  }
}

const ofTheCourse: readonly string[] = ['delivery.not-a-course', 'delivery.withdrawn'];
const refusedDate = (form: FormState, error: unknown): FormState =>
  refused(form, error, error instanceof Refusal && ofTheCourse.includes(error.code) ? 'offerId' : 'on');
