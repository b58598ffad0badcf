import {
  callerOf,
  lastDayToCallOff,
  mayCallOff,
  mayEvaluate,
  mayReport,
  reportable,
  requireHome,
  type PractitionerRow,
  type ProposalRow,
} from '#delivery';
import type { Held } from '#entitlements';
import { ownPart } from '#identity';
import type { VisitRow } from '#insight';
import {
  longDate,
  providerRoles,
  quantity,
  refusalOf,
  shortDate,
  Temporal,
  type Actor,
  type Refusal,
} from '#platform';
import { CREDIT, DAY } from '#operating-model';
import { checkPage, confirmPage, toSummary, type Row } from '../../kit/check.js';
import { choices } from '../../kit/choices.js';
import type { FormState } from '../../kit/form.js';
import { page } from '../../kit/page.js';
import { pageHref, pagesOf } from '../../kit/page-number.js';
import { listDate, moreLater, portionWord } from '../../kit/words.js';
import { paths } from '../../paths.js';
import { reportAwaited, visitTag } from './tag.js';

export function presentVisits(
  { ahead, past, away }: Record<'ahead' | 'past' | 'away', readonly (VisitRow & { total: number })[]>,
  { number, awayNumber }: { number: number; awayNumber: number },
  role: Actor['role'],
  today: Temporal.PlainDate,
) {
  const item = (where: (visit: VisitRow) => string) => (visit: VisitRow) => ({
    when: listDate(visit.visitOn),
    what: visit.purpose,
    who: where(visit),
    href: paths.visits.show(visit.visitId),
    state: visitTag(visit, today),
  });
  const portion = (visit: VisitRow) => portionWord(visit.portion).toLowerCase();
  // Whoever looks is not told of themselves.
  const own = item((visit) =>
    [
      ...(role === 'practitioner' ? [] : [visit.practitioner]),
      ...((providerRoles as readonly string[]).includes(role) ? [visit.school] : []),
      portion(visit),
    ].join(', '),
  );
  return page(
    'school/visits/list.njk',
    'Visits',
    {
      ahead: [...ahead].reverse().map(own),
      past: past.map(own),
      away: away.map(item((visit) => `${visit.practitioner} at ${visit.school}`)),
      pages: pagesOf(past[0]?.total ?? 0, number, pageHref(paths.visits.index)),
      awayPages: pagesOf(away[0]?.total ?? 0, awayNumber, (page) => `${paths.visits.index}?away=${page}`),
    },
    { back: { href: paths.home } },
  );
}

export interface Booking {
  readonly practitioner: PractitionerRow | null;
  /** The agreed support that is delivered; null for a day of the school's entitlement. */
  readonly proposal: ProposalRow | null;
  /** What the register says of a school that has closed. */
  readonly closed: string | null;
  readonly days: readonly { on: Temporal.PlainDate; free: bigint }[];
  /** Hundredths of a day of entitlement left, and what comes with a later term. */
  readonly left: bigint;
  readonly later: Held['later'];
}
/** Half a day at least of the entitlement, now or in a later term. */
export const anyLeft = ({ available, later }: Pick<Held, 'available' | 'later'>): boolean =>
  [available, ...later.map((one) => one.available)].some((days) => days >= 50n);
/** How many days the list offers; any other can be typed. */
const offered = 10;

export function presentBook({ practitioner, proposal, closed, days, left, later }: Booking, form: FormState) {
  const then = moreLater({ unit: DAY, later }).map((more) => `, and ${more}`);
  const { on } = form.values;
  const atMost = proposal?.days ?? left;
  return page(
    'school/visits/new.njk',
    proposal ? `Book a visit by ${proposal.practitioner}` : 'Book a day',
    {
      nobody: !practitioner,
      closed,
      who: practitioner?.name ?? '',
      intro: proposal
        ? `${proposal.practitioner}, ${proposal.designationLabel}, supports you for ${quantity(proposal.days, DAY)}, as agreed. The credits move when each visit is delivered.`
        : `${practitioner?.name ?? ''} is your School Improvement Partner (SIP). You have ${quantity(left, DAY)} left of your entitlement${then.join('')}.`,
      nothingLeft: !proposal && !anyLeft({ available: left, later }),
      proposalId: proposal?.proposalId,
      dayHint:
        proposal || days.length
          ? 'The next school days on your calendar.'
          : `Your entitlement pays for none of the next school days${then.length ? ': enter a later one' : ''}.`,
      days: choices('on', [
        ...days.slice(0, offered).map(({ on: day, free }) => ({
          value: day.toString(),
          text: longDate(day),
          checked: on === day.toString(),
          disabled: free <= 0n,
          ...(free <= 0n
            ? { hint: { text: 'Taken' } }
            : free < 100n
              ? { hint: { text: 'Half a day is free' } }
              : {}),
        })),
        {
          value: 'other',
          text: 'Another day, which I enter below',
          checked: on === 'other' || !days.length,
          disabled: false,
        },
      ]),
      portion: form.values.portion ?? (atMost >= 50n && atMost < 100n ? '50' : '100'),
    },
    { form, back: { href: proposal ? paths.support.show(proposal.requestId) : paths.visits.index } },
  );
}

export function presentCheck(
  booking: Booking,
  visitOn: Temporal.PlainDate,
  { today, noticeDays }: Notice,
  form: FormState,
) {
  const last = lastDayToCallOff({ visitOn }, 'school', noticeDays);
  const portion = BigInt(form.values.portion as string);
  const rows: Row[] = [
    { key: 'Who comes', value: booking.practitioner?.name ?? '' },
    { key: 'When', value: longDate(visitOn) },
    { key: 'How long', value: portionWord(portion) },
    { key: 'What for', value: String(form.values.purpose) },
    booking.proposal
      ? { key: 'Paid by', value: `The ${quantity(booking.proposal.credits, CREDIT)} kept for this support` }
      : {
          key: 'Paid by',
          value: `Your entitlement: ${quantity(booking.left, DAY)} left, ${quantity(booking.left - portion, DAY)} after this`,
        },
  ];
  return checkPage(
    'Check your answers',
    {
      rows,
      action: paths.visits.index,
      changeAction: paths.visits.new,
      button: 'Book the visit',
      then: `The day is kept for you at once. ${
        Temporal.PlainDate.compare(today, last) > 0
          ? 'It is so near that you cannot call it off.'
          : `You can call it off until ${longDate(last)} and get the day back.`
      }`,
    },
    form,
  );
}

const marks = ['', '1 – poor', '2 – below what we hoped', '3 – as we expected', '4 – good', '5 – excellent'];

/** The day it is, how many days before theirs the operator's schools call off, and whether who is of its staff acts for this school besides. */
export interface Notice {
  readonly ownPart?: boolean;
  readonly today: Temporal.PlainDate;
  readonly noticeDays: number;
}

/** Why somebody may not call a visit off, as its facade would say; staff are asked for their reason then. */
export const whyNotCallOff = (
  visit: VisitRow,
  actor: Actor,
  { today, noticeDays, ownPart: own }: Notice,
): Refusal | null =>
  refusalOf(() => {
    if (own) throw ownPart();
    mayCallOff(
      { state: visit.state, visitOn: Temporal.PlainDate.from(visit.visitOn) },
      callerOf(actor, visit),
      today,
      noticeDays,
      'asked for on the next page',
    );
  });

export function presentVisit(visit: VisitRow, actor: Actor, notice: Notice) {
  const school = actor.organisationIds.includes(visit.schoolId);
  const noReport = refusalOf(() => {
    requireHome(actor, visit);
    mayReport(actor, visit);
    reportable({ state: visit.state, visitOn: Temporal.PlainDate.from(visit.visitOn) }, notice.today);
  });
  const callOff = whyNotCallOff(visit, actor, notice);
  const rows: Row[] = [
    ...(school ? [] : [{ key: 'School', value: visit.school }]),
    {
      key: 'Who',
      value: visit.home === visit.practitioner ? visit.practitioner : `${visit.practitioner}, ${visit.home}`,
    },
    { key: 'When', value: longDate(visit.visitOn) },
    { key: 'How long', value: portionWord(visit.portion) },
    { key: 'What for', value: visit.purpose },
    ...(visit.readOn
      ? [{ key: 'Report read', value: [shortDate(visit.readOn), visit.readBy].filter(Boolean).join(' by ') }]
      : []),
    ...(visit.rating ? [{ key: 'How it went', value: marks[visit.rating]! }] : []),
    ...(visit.evaluation ? [{ key: 'What the school said', value: visit.evaluation }] : []),
    ...(visit.calledOffBecause ? [{ key: 'Called off because', value: visit.calledOffBecause }] : []),
  ];
  const booked = visit.state === 'booked';
  return page(
    'school/visits/show.njk',
    `Visit on ${longDate(visit.visitOn)}`,
    {
      state: visitTag(visit, notice.today),
      rows: toSummary(rows),
      report: visit.report,
      reported: visit.reportedOn ? `Filed on ${shortDate(visit.reportedOn)}` : null,
      expect: reportAwaited(visit, notice.today)
        ? `The visit was on ${shortDate(visit.visitOn)}. Its report is awaited, and will appear here.`
        : booked
          ? 'The report will appear here after the visit.'
          : null,
      readAction: school && visit.report && !visit.readOn ? paths.visits.reading(visit.visitId) : null,
      evaluateHref: refusalOf(() => mayEvaluate(actor, visit))
        ? null
        : paths.visits.evaluation(visit.visitId),
      reportHref: noReport ? null : paths.visitReport(visit.visitId),
      cancelHref: callOff ? null : paths.visits.cancellation(visit.visitId),
      stays: booked && (notice.ownPart || callOff?.kind === 'conflict') ? callOff!.message : null,
      requestHref: school && visit.requestId ? paths.support.show(visit.requestId) : null,
    },
    { back: { href: school ? paths.visits.index : paths.home } },
  );
}

export function presentEvaluation(visit: VisitRow, form: FormState) {
  return page(
    'school/visits/evaluation.njk',
    `How did ${visit.practitioner}’s visit go?`,
    {
      caption: longDate(visit.visitOn),
      action: paths.visits.evaluation(visit.visitId),
      reportHref: paths.visits.show(visit.visitId),
      marks: [5, 4, 3, 2, 1].map((mark) => ({
        value: String(mark),
        text: marks[mark],
        checked: form.values.rating === String(mark),
      })),
    },
    { form, back: { href: paths.visits.show(visit.visitId) } },
  );
}

/** The operator's staff say why, for both sides to read. */
export function presentCancellation(visit: VisitRow, actor: Actor, form: FormState) {
  const school = actor.organisationIds.includes(visit.schoolId);
  return confirmPage(
    'Call this visit off?',
    {
      rows: [
        ...(school ? [] : [{ key: 'School', value: visit.school }]),
        { key: 'Who', value: visit.practitioner },
        { key: 'When', value: longDate(visit.visitOn) },
        { key: 'What for', value: visit.purpose },
      ],
      then: visit.proposalId
        ? 'The day can be booked again; the agreed support stays agreed.'
        : `${portionWord(visit.portion)} goes back to ${school ? 'your' : 'the school’s'} entitlement.`,
      action: paths.visits.cancellation(visit.visitId),
      button: 'Call it off',
      keep: 'Keep the visit',
      keepHref: paths.visits.show(visit.visitId),
    },
    { form, template: actor.scope === 'operator' ? 'school/visits/cancellation.njk' : undefined },
  );
}
