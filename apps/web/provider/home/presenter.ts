import type { Purchase } from '#agreements';
import { answeringRoles, mayReport, type ProposalRow, type Session } from '#delivery';
import type { Waiting } from '#identity';
import type { BookedVisit, Owed, Ratings } from '#insight';
import { DAY } from '#operating-model';
import { longDate, pounds, quantity, refusalOf, shortDate, type Actor, type Temporal } from '#platform';
import { toConfirm } from '../../account/colleagues/presenter.js';
import { page } from '../../kit/page.js';
import { task, type Task } from '../../kit/task.js';
import { counted, listDate, portionWord } from '../../kit/words.js';
import { paths } from '../../paths.js';
import { waits } from '../course-dates/presenter.js';

export interface PracticeFacts {
  readonly name: string;
  readonly today: Temporal.PlainDate;
  /** Within how many days of a visit its report is filed. */
  readonly reportDays: number;
  readonly visits: readonly (BookedVisit & { total: number })[];
  readonly ratings: Ratings;
  readonly actor: Pick<Actor, 'personId'>;
}
export interface ProviderFacts extends PracticeFacts {
  readonly now: Temporal.Instant;
  /** Those that wait longest to be delivered, each with how many there are. */
  readonly purchases: readonly (Purchase & { school: string; total: number })[];
  /** Those whose register is not taken yet. */
  readonly sessions: readonly (Session & { left: bigint })[];
  /** The first of them, each with how many there are and what all were billed. */
  readonly owed: readonly (Owed & { total: number; inAll: bigint })[];
  /** Those that wait for an answer. */
  readonly proposals: readonly ProposalRow[];
  /** Who, and which keys, are for the reader to confirm. */
  readonly waiting: readonly Waiting[];
}

/** Customers listed on the home page, those who owe most. */
export const shown = 8;

export function presentProviderHome(facts: ProviderFacts) {
  const { sessions, now } = facts;
  const begun = sessions.filter((session) => waits(session, now));
  return page('provider/home/page.njk', facts.name, {
    tasks: [
      ...facts.proposals
        .filter(({ homeKind }) => answeringRoles(homeKind).includes('manager'))
        .map((one) =>
          task(
            `May ${one.practitioner} support ${one.school}?`,
            `${quantity(one.days, DAY)}, asked on ${longDate(one.proposedOn)}`,
            'To answer',
            'yellow',
            paths.support.proposal(one.proposalId),
          ),
        ),
      ...toConfirm(facts.waiting),
      ...reportTasks(facts, true),
      ...begun.map((session) =>
        task(
          `Take the register of ${session.title}`,
          longDate(session.heldOn),
          'To do',
          'yellow',
          paths.courseDates.show(session.sessionId),
        ),
      ),
    ],
    deliveries: {
      dates: facts.purchases.map((one) => ({
        when: listDate(one.boughtOn),
        what: one.title,
        who: `${one.school}, ${quantity(one.amount, one.unit)}${one.walletId ? ', from its authority’s fund' : ''}`,
        href: paths.deliveries.show(one.purchaseId),
      })),
      more: moreOf(facts.purchases, paths.deliveries.index),
    },
    visits: ahead(facts, true),
    sessions: sessions
      .filter((session) => !waits(session, now))
      .map((session) => ({
        when: listDate(session.heldOn),
        what: session.title,
        who: `${session.startsAt}, ${session.venue}: ${BigInt(session.capacity) - session.left} of ${session.capacity} places taken`,
        href: paths.courseDates.show(session.sessionId),
      })),
    owed: facts.owed.map((one) => [
      one.customer,
      String(one.documents),
      shortDate(one.oldestDueOn),
      pounds(one.overdue),
      pounds(one.gross),
    ]),
    owedTotal: pounds(facts.owed[0]?.inAll ?? 0n),
    owedMore: (facts.owed[0]?.total ?? 0) - facts.owed.length,
    ratings: ratings(facts.ratings),
  });
}

export function presentPracticeHome(facts: PracticeFacts) {
  return page('provider/practice/page.njk', 'Your visits', {
    tasks: reportTasks(facts, false),
    visits: ahead(facts, false),
    ratings: ratings(facts.ratings),
  });
}

/** Of rows that say how many there are altogether: how many are not shown. */
const unshown = (rows: readonly { total: number }[]): number => (rows[0]?.total ?? 0) - rows.length;
const moreOf = (rows: readonly { total: number }[], href: string) =>
  unshown(rows) > 0 ? { text: `And ${unshown(rows)} more`, href } : null;

/** Reports to file, the oldest first, and how many more there are. */
function reportTasks({ visits, today, reportDays, actor }: PracticeFacts, named: boolean): Task[] {
  const due = visits.filter((visit) => visit.visitOn <= today.toString());
  const more = unshown(due);
  return [
    ...due.map((visit) => {
      const late = visit.visitOn < today.subtract({ days: reportDays }).toString();
      const what = [
        `Report of the visit to ${visit.school}`,
        `${longDate(visit.visitOn)}${named ? `, ${visit.practitioner}` : ''}`,
      ] as const;
      if (refusalOf(() => mayReport(actor, visit))) return task(...what, 'A colleague files it', 'grey');
      return task(
        ...what,
        late ? 'Late' : 'To file',
        late ? 'red' : 'yellow',
        paths.visitReport(visit.visitId),
      );
    }),
    ...(more > 0
      ? [task(`And ${counted(more, 'report')} more`, null, 'To file', 'grey', paths.visits.index)]
      : []),
  ];
}

function ahead({ visits, today }: PracticeFacts, named: boolean) {
  const next = visits.filter((visit) => visit.visitOn > today.toString());
  return {
    dates: next.map((visit) => ({
      when: listDate(visit.visitOn),
      what: [visit.school, visit.town].filter(Boolean).join(', '),
      who: [named ? visit.practitioner : null, portionWord(visit.portion), visit.purpose]
        .filter(Boolean)
        .join(': '),
      href: paths.visits.show(visit.visitId),
    })),
    more: moreOf(next, paths.visits.index),
  };
}

function ratings({ mean, count, latest }: Ratings) {
  if (mean === null) return null;
  return {
    sentence: `${mean.toFixed(1)} of 5, from ${counted(count, 'visit')}.`,
    latest: latest.map((one) => ({
      who: `${one.school}, ${shortDate(one.visitOn)}`,
      rating: `${one.rating} of 5`,
      words: one.evaluation,
    })),
  };
}
