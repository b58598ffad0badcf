import { Body, Controller, Get, Param, ParseUUIDPipe, Post, Query } from '@nestjs/common';
import { Catalogue, ownUnit } from '#catalogue';
import { Courses } from '#delivery';
import { Directory } from '#directory';
import { CurrentActor, Roles } from '#identity';
import { Vocabularies } from '#operating-model';
import { Database, notFound, Refusal, Temporal, type Actor, type Tx } from '#platform';
import { blankForm, handleForm, spendingForm, type FormState } from '../../kit/form.js';
import { redirect } from '../../kit/page.js';
import { pageNumber, sliceOf } from '../../kit/page-number.js';
import { paths } from '../../paths.js';
import { nobody, RegisterForm, SessionForm } from './form.js';
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
    private readonly vocabularies: Vocabularies,
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
        tx.now,
        number,
      );
    });
  }

  @Get('new')
  form(@CurrentActor() actor: Actor) {
    return this.show(actor, spendingForm());
  }

  @Post('new')
  check(@CurrentActor() actor: Actor, @Body() body: unknown) {
    return handleForm(SessionForm, body, {
      again: (form) => this.show(actor, form),
      refusedAt: fieldOf,
      next: ({ offerId, on, startsAt, venue, capacity }, form) =>
        this.db.tx(actor, async (tx) => {
          const date = { offerId, on: Temporal.PlainDate.from(on), startsAt };
          const { title } = await this.courses.maySchedule(tx, date);
          return presentSessionCheck({ title, on, startsAt, venue, capacity: Number(capacity) }, form);
        }),
    });
  }

  @Post()
  async schedule(@CurrentActor() actor: Actor, @Body() body: unknown) {
    return handleForm(SessionForm, body, {
      again: (form) => this.show(actor, form),
      refusedAt: fieldOf,
      next: async ({ transferId, offerId, on, startsAt, venue, capacity }) => {
        await this.db.tx(actor, (tx) =>
          this.courses.schedule(tx, {
            sessionId: transferId,
            offerId,
            on: Temporal.PlainDate.from(on),
            startsAt,
            venue,
            capacity: Number(capacity),
          }),
        );
        return redirect(paths.courseDates.scheduled(transferId));
      },
    });
  }

  @Get(':sessionId/scheduled')
  scheduled(@CurrentActor() actor: Actor, @sessionId() id: string) {
    return this.db.tx(actor, async (tx) => presentScheduled(await this.courses.session(tx, id)));
  }

  @Get(':sessionId')
  session(@CurrentActor() actor: Actor, @sessionId() id: string) {
    return this.showSession(actor, id, blankForm());
  }

  @Post(':sessionId/register')
  async register(@CurrentActor() actor: Actor, @sessionId() id: string, @Body() body: unknown) {
    return handleForm(RegisterForm, body, {
      again: (form) => this.showSession(actor, id, form),
      refusedAt: 'attended',
      next: async ({ attended = [] }) => {
        const marked = [attended].flat();
        const came = marked.filter((one) => one !== nobody);
        await this.db.tx(actor, (tx) => this.courses.takeRegister(tx, id, came, marked.includes(nobody)));
        return redirect(paths.courseDates.show(id), {
          flash:
            'The register is taken. Places paid with money are being billed, and what was booked from plans and credits is spent.',
        });
      },
    });
  }

  private async own(tx: Tx) {
    return this.catalogue.offers(tx, { kind: 'course', providerId: tx.actor.organisationId! });
  }

  private show(actor: Actor, form: FormState) {
    return this.db.tx(actor, async (tx) => presentNewSession(await this.own(tx), form));
  }

  private showSession(actor: Actor, id: string, form: FormState) {
    return this.db.tx(actor, async (tx) => {
      const session = await this.courses.session(tx, id);
      if (session.providerId !== actor.organisationId) throw notFound('course date');
      const places = await this.courses.places(tx, { sessionId: id });
      const schools = await this.directory.list(tx, [...new Set(places.map((place) => place.schoolId))]);
      return presentSession(
        session,
        places,
        new Map(schools.map((one) => [one.organisationId, one.name])),
        places.some(({ means }) => ownUnit(means)) ? (await this.vocabularies.words(tx)).units : [],
        tx.now,
        form,
      );
    });
  }
}

const ofTheCourse: readonly string[] = [
  'delivery.not-a-course',
  'delivery.withdrawn',
  'delivery.course-dates',
];
const fieldOf = ({ code }: Refusal): string => (ofTheCourse.includes(code) ? 'offerId' : 'on');
