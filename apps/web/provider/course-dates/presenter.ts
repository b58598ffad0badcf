import { ownUnit, type Offer, type OwnUnit } from '#catalogue';
import { mayTakeRegister, type Place, type Session } from '#delivery';
import { longDate, quantity, refusalOf, type Temporal, type Unit } from '#platform';
import { PLACE } from '#operating-model';
import { checkPage, donePage, toSummary } from '../../kit/check.js';
import type { FormState } from '../../kit/form.js';
import { page } from '../../kit/page.js';
import { pageHref, pagesOf } from '../../kit/page-number.js';
import { counted, listDate } from '../../kit/words.js';
import { paths } from '../../paths.js';
import { nobody } from './form.js';

type Dated = Session & { left: bigint };
const taken = (session: Dated): bigint => BigInt(session.capacity) - session.left;

/** Whether a course's register is to be taken now. */
export const waits = (session: Session, now: Temporal.Instant): boolean =>
  refusalOf(() => mayTakeRegister(session, now)) === null;

export function presentCourseDates(
  { open, past }: { open: readonly Dated[]; past: readonly (Dated & { total: number })[] },
  now: Temporal.Instant,
  number: number,
) {
  const row = (session: Dated) => ({
    title: session.title,
    href: paths.courseDates.show(session.sessionId),
    when: `${listDate(session.heldOn)}, ${session.startsAt}`,
    venue: session.venue,
    places: `${taken(session)} of ${session.capacity}`,
    register: session.registerTakenOn ? 'Taken' : waits(session, now) ? 'To take' : '',
  });
  return page('provider/course-dates/page.njk', 'Course dates', {
    open: open.map(row),
    done: past.map(row),
    pages: pagesOf(past[0]?.total ?? 0, number, pageHref(paths.courseDates.index)),
  });
}

export const presentNewSession = (courses: readonly Offer[], form: FormState) =>
  page(
    'provider/course-dates/new.njk',
    'Schedule a course',
    {
      courses: [
        { value: '', text: 'Choose a course' },
        ...courses.map((offer) => ({
          value: offer.offerId,
          text: offer.title,
          selected: offer.offerId === form.values.offerId,
        })),
      ],
      any: courses.length > 0,
    },
    { form, back: { href: paths.courseDates.index, text: 'All course dates' } },
  );

export const presentSessionCheck = (
  session: { title: string; on: string; startsAt: string; venue: string; capacity: number },
  form: FormState,
) =>
  checkPage(
    'Check the date before you publish it',
    {
      rows: [
        { key: 'Course', value: session.title },
        { key: 'Day', value: longDate(session.on) },
        { key: 'Starts at', value: session.startsAt },
        { key: 'Where', value: session.venue },
        { key: 'Places', value: quantity(BigInt(session.capacity), PLACE) },
      ],
      action: paths.courseDates.index,
      changeAction: paths.courseDates.new,
      button: 'Publish the date',
      then: 'Schools can book places at once.',
    },
    form,
  );

export const presentScheduled = (session: Session) =>
  donePage(`${session.title} is scheduled`, {
    text: `${longDate(session.heldOn)}, ${session.startsAt}, ${session.venue}.`,
    next: [
      `Schools can book its ${quantity(BigInt(session.capacity), PLACE)} now. When it begins, its register waits for you on your home page.`,
    ],
    actions: [
      { text: 'Schedule another', href: paths.courseDates.new },
      { text: 'See all course dates', href: paths.courseDates.index },
    ],
  });

const paidWith: Record<Exclude<Place['means'], OwnUnit>, string> = {
  free: 'A free place',
  credits: 'Credits',
  money: 'Money',
};
const states: Record<Place['state'], string> = {
  booked: 'Booked',
  attended: 'Attended',
  absent: 'Did not attend',
  cancelled: 'Given back',
};

export function presentSession(
  session: Session,
  places: readonly Place[],
  schools: ReadonlyMap<string, string>,
  units: readonly Pick<Unit, 'code' | 'label'>[],
  now: Temporal.Instant,
  form: FormState,
) {
  const booked = places.filter((place) => place.state !== 'cancelled');
  const said = (place: Place) => `${place.attendee}, ${schools.get(place.schoolId) ?? ''}`;
  return page(
    'provider/course-dates/session.njk',
    session.title,
    {
      rows: toSummary([
        { key: 'Day', value: longDate(session.heldOn) },
        { key: 'Starts at', value: session.startsAt },
        { key: 'Where', value: session.venue },
        { key: 'Places', value: `${booked.length} of ${session.capacity} taken` },
      ]),
      open: waits(session, now),
      registerAction: paths.courseDates.register(session.sessionId),
      items: [
        ...booked.map((place) => ({ value: place.placeId, text: said(place) })),
        { divider: 'or' },
        { value: nobody, text: 'Nobody came', behaviour: 'exclusive' },
      ],
      chosen: [form.values.attended ?? []].flat(),
      places: booked.map((place) => [
        place.attendee,
        schools.get(place.schoolId) ?? '',
        ownUnit(place.means)
          ? (units.find(({ code }) => code === place.unit)?.label ?? '')
          : paidWith[place.means],
        states[place.state],
      ]),
      nobody: session.registerTakenOn
        ? 'Nobody had booked.'
        : 'Nobody has booked yet. Schools find this date under Courses; who books appears here.',
      count: counted(booked.length, 'place'),
    },
    { form, back: { href: paths.courseDates.index, text: 'All course dates' } },
  );
}
