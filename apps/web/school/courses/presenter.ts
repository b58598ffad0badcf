import { notOwn, ownUnit, type OwnUnit } from '#catalogue';
import { lastDayToGiveBack, mayBook, mayGiveBack, type PlaceMeans, type Session } from '#delivery';
import type { Way } from '#entitlements';
import type { Approval } from '#identity';
import type { OnSale, PlaceRow } from '#insight';
import { longDate, pounds, quantity, refusalOf, Temporal, type Refusal } from '#platform';
import { PLACE } from '#operating-model';
import { checkPage, confirmPage, donePage, toSummary, type Row } from '../../kit/check.js';
import { choices } from '../../kit/choices.js';
import type { FormState } from '../../kit/form.js';
import { page } from '../../kit/page.js';
import { pageHref, pagesOf } from '../../kit/page-number.js';
import { counted, listDate } from '../../kit/words.js';
import { paths } from '../../paths.js';
import { orders } from '../purchases/budgets.js';

type Dated = Session & { readonly left: bigint };
export interface Course {
  readonly schoolId: string;
  /** What the register says of a school that has closed by its day. */
  readonly closed: string | null;
  readonly session: Dated & { readonly provider: string };
  readonly offer: OnSale['offer'];
  readonly ways: readonly Way[];
  /** Who approves the price in pounds; null where this person may commit it alone. */
  readonly beyond: Approval | null;
}

const left = (session: Dated): string =>
  session.left > 0n ? `${counted(Number(session.left), 'place')} left` : 'Full';

export function presentCourses(
  sessions: readonly (Dated & { total: number })[],
  mine: readonly PlaceRow[],
  number: number,
) {
  const booked = (sessionId: string) =>
    mine.filter((place) => place.sessionId === sessionId && place.state === 'booked').length;
  return page(
    'school/courses/list.njk',
    'Courses and events',
    {
      sessions: sessions.map((session) => ({
        when: listDate(session.heldOn),
        what: session.title,
        href: paths.courses.show(session.sessionId),
        who: [
          `${session.startsAt}, ${session.venue}`,
          left(session),
          booked(session.sessionId) ? `you have booked ${counted(booked(session.sessionId), 'place')}` : '',
        ]
          .filter(Boolean)
          .join(' · '),
      })),
      pages: pagesOf(sessions[0]?.total ?? 0, number, pageHref(paths.courses.index)),
    },
    { back: { href: paths.home } },
  );
}

interface Choice {
  readonly means: PlaceMeans;
  readonly text: string;
  readonly hint: string;
  readonly enough: boolean;
}
/** How this school may pay for one place, each at its own price. */
export const choicesOf = ({ ways, beyond }: Pick<Course, 'ways' | 'beyond'>): Choice[] =>
  ways.flatMap(({ means, unit, amount, held, why }): Choice[] => {
    if (means === 'entitlement' || means === 'fund') return [];
    const way = { means, enough: why === null, hint: why?.message ?? '' };
    if (amount === null) return [{ ...way, text: ownUnit(means) ? `With ${unit.many}` : meansText[means] }];
    if (means === 'free')
      return [
        {
          ...way,
          text: 'With one of your free places',
          hint: `You have ${quantity(held ?? 0n, PLACE)} left`,
        },
      ];
    if (means !== 'money')
      return [
        {
          ...way,
          text: `With ${quantity(amount, unit)}`,
          hint: why?.message ?? `You have ${quantity(held ?? 0n, unit)} that can pay for this`,
        },
      ];
    const hint = beyond
      ? `Above what you may order alone: ${orders(beyond) ? `your ${beyond.called} can book it` : `ask your ${beyond.called}`}`
      : 'Invoiced after the course; VAT is added where it is due';
    return [{ means, text: `With ${pounds(amount)} of your budget`, hint, enough: !beyond }];
  });

/** Where nobody can say how much. */
const meansText: Record<Exclude<PlaceMeans, OwnUnit>, string> = {
  free: 'With a free place',
  credits: 'With credits',
  money: 'From your budget',
};

export function presentCourse(course: Course, today: Temporal.PlainDate, form: FormState) {
  const { schoolId, closed, session, offer } = course;
  const ways = choicesOf(course);
  const over = refusalOf(() => {
    notOwn(session, schoolId);
    mayBook(session, today);
  });
  return page(
    'school/courses/show.njk',
    session.title,
    {
      summary: offer.summary,
      rows: toSummary([
        { key: 'When', value: `${longDate(session.heldOn)}, ${session.startsAt}` },
        { key: 'Where', value: session.venue },
        { key: 'Who runs it', value: session.provider },
        { key: 'Places', value: left(session) },
      ]),
      over: over?.message ?? closed,
      full: !over && !closed && session.left <= 0n,
      action: paths.courses.show(session.sessionId),
      ways: choices(
        'means',
        ways.map(({ means, text, hint, enough }) => ({
          value: means,
          text,
          hint: { text: hint },
          disabled: !enough,
          checked: form.values.means === means,
        })),
      ),
    },
    { form, back: { href: paths.courses.index } },
  );
}

/** Now, and how many days before a course the operator's schools give places back. */
export interface Notice {
  readonly now: Temporal.Instant;
  readonly today: Temporal.PlainDate;
  readonly noticeDays: number;
}

/** Why a place may not be given back, as its facade would say. */
export const whyNotGiveBack = (place: PlaceRow, { now, today, noticeDays }: Notice): Refusal | null =>
  refusalOf(() => mayGiveBack(place, place, now, today, noticeDays));

export function presentPlaceCheck(course: Course, { today, noticeDays }: Notice, form: FormState) {
  const { session } = course;
  const last = lastDayToGiveBack(session, noticeDays);
  const way = choicesOf(course).find((one) => one.means === form.values.means);
  const rows: Row[] = [
    { key: 'Course', value: session.title },
    { key: 'When', value: `${longDate(session.heldOn)}, ${session.startsAt}` },
    { key: 'Where', value: session.venue },
    { key: 'Who comes', value: String(form.values.attendee) },
    { key: 'You pay', value: way?.text ?? '' },
  ];
  return checkPage(
    'Check your answers',
    {
      rows,
      action: `${paths.courses.show(session.sessionId)}/places`,
      changeAction: paths.courses.show(session.sessionId),
      button: 'Book the place',
      then: `The place is kept at once. ${
        Temporal.PlainDate.compare(today, last) > 0
          ? 'The course is so near that you cannot give it back.'
          : `You can give it back until ${noticeDays ? longDate(last) : 'the course begins'}.`
      }`,
    },
    form,
  );
}

const paid = (place: PlaceRow): string =>
  place.means === 'free'
    ? 'Paid with a free place'
    : `Paid with ${quantity(place.amount, place.unit)}${place.means === 'money' ? ' of your budget' : ''}`;

/** `more`: the course has places left. */
export function presentPlaceBooked(place: PlaceRow, more: boolean) {
  return donePage('The place is booked', {
    text: `${place.attendee} is expected on ${longDate(place.heldOn)}.`,
    rows: [
      { key: 'Course', value: place.title },
      { key: 'When', value: `${longDate(place.heldOn)}, ${place.startsAt}` },
      { key: 'Where', value: place.venue },
      { key: 'You pay', value: paid(place) },
    ],
    next: [
      'It is on your home page under “Coming up” until the day. If your plans change, give it back so that someone else can come.',
    ],
    actions: [
      ...(more
        ? [{ text: 'Book another place on this course', href: paths.courses.show(place.sessionId) }]
        : []),
      { text: 'See your places', href: paths.places.index },
      { text: 'Go to your home page', href: paths.home },
    ],
  });
}

const tags: Record<PlaceRow['state'], { text: string; classes: string }> = {
  booked: { text: 'Booked', classes: 'govuk-tag--blue' },
  attended: { text: 'Attended', classes: 'govuk-tag--green' },
  absent: { text: 'Did not attend', classes: 'govuk-tag--red' },
  cancelled: { text: 'Given back', classes: 'govuk-tag--grey' },
};
/** One whose day is over is not booked any more: the register has it, or is awaited. */
const placeTag = ({ state, heldOn }: Pick<PlaceRow, 'state' | 'heldOn'>, today: Temporal.PlainDate) =>
  state === 'booked' && heldOn < today.toString()
    ? { text: 'Register awaited', classes: 'govuk-tag--yellow' }
    : tags[state];

export function presentPlaces(
  places: readonly (PlaceRow & { total: number })[],
  notice: Notice,
  number: number,
) {
  return page(
    'school/courses/places.njk',
    'Your course places',
    {
      places: places.map((place) => {
        const why = whyNotGiveBack(place, notice);
        return {
          when: listDate(place.heldOn),
          what: place.title,
          who: `${place.attendee} · ${paid(place)}`,
          href: paths.courses.show(place.sessionId),
          state: placeTag(place, notice.today),
          giveBack: why ? null : { href: paths.places.cancellation(place.placeId), attendee: place.attendee },
          stays: why?.code === 'delivery.too-late' ? why.message : null,
        };
      }),
      pages: pagesOf(places[0]?.total ?? 0, number, pageHref(paths.places.index)),
    },
    { back: { href: paths.courses.index } },
  );
}

export function presentGiveBack(place: PlaceRow, form: FormState) {
  return confirmPage(
    'Give this place back?',
    {
      rows: [
        { key: 'Course', value: place.title },
        { key: 'When', value: longDate(place.heldOn) },
        { key: 'Who', value: place.attendee },
      ],
      then:
        place.means === 'money'
          ? 'You will not be invoiced for it.'
          : `You get your ${place.means === 'free' ? 'free place' : quantity(place.amount, place.unit)} back at once.`,
      action: paths.places.cancellation(place.placeId),
      button: 'Give it back',
      keep: 'Keep the place',
      keepHref: paths.places.index,
    },
    { form },
  );
}
