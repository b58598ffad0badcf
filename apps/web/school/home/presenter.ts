import { decisionOn } from '#agreements';
import type { Term } from '#directory';
import type { Held, Holdings } from '#entitlements';
import type { Position, WalletRow } from '#funding';
import type { Decision, Waiting } from '#identity';
import type { ComingUp, Need, Needs, ThisYear } from '#insight';
import { CREDIT, DAY, labelOf, type Word } from '#operating-model';
import {
  committingRoles,
  decimal,
  longDate,
  pounds,
  quantity,
  schoolRoles,
  shortDate,
  Temporal,
  type Actor,
} from '#platform';
import { toConfirm } from '../../account/colleagues/presenter.js';
import { nobodyApproves, whoApproves } from '../agreements/presenter.js';
import { onlyOpen } from '../../kit/doors.js';
import { page, type Page } from '../../kit/page.js';
import { task, type Task } from '../../kit/task.js';
import { counted, listDate, moreLater } from '../../kit/words.js';
import { paths } from '../../paths.js';

export interface SchoolHomeFacts {
  readonly name: string;
  readonly role: Actor['role'];
  readonly personId: string | null;
  readonly today: Temporal.PlainDate;
  readonly terms: readonly Term[];
  readonly needs: Needs;
  /** How many there are of each kind, those that are not shown among them. */
  readonly all: Readonly<Record<Need, number>>;
  /** Who decides an agreement that waits, by the price of a year; null where none waits. */
  readonly deciding: ((pence: bigint) => Decision) | null;
  /** Who, and which keys, are for the reader to confirm. */
  readonly waiting: readonly Waiting[];
  readonly held: Holdings;
  /** How long before it ends what is held is warned of. */
  readonly warnDays: number;
  /** The operator's kinds of service, where something held is for some of them only. */
  readonly purposes: readonly Word[];
  readonly wallets: readonly (WalletRow & Position)[];
  readonly comingUp: readonly ComingUp[];
  readonly year: ThisYear;
}
interface Amount {
  readonly label: string;
  readonly value: string;
  readonly note: string | null;
  readonly href: string;
}
export interface SchoolHomeModel {
  readonly when: string | null;
  readonly tasks: readonly Task[];
  readonly amounts: readonly Amount[];
  readonly comingUp: readonly {
    readonly when: string;
    readonly what: string;
    readonly who: string;
    readonly href: string;
  }[];
  /** How much comes up that is not shown. */
  readonly more: string | null;
  readonly year: {
    readonly agreements: readonly { readonly text: string; readonly href: string }[];
    readonly facts: readonly string[];
  };
}

export function presentSchoolHome(facts: SchoolHomeFacts): Page<SchoolHomeModel> {
  const more = (facts.comingUp[0]?.total ?? 0) - facts.comingUp.length;
  return page('school/home/page.njk', facts.name, {
    when: termWeek(facts.terms, facts.today),
    tasks: onlyOpen(tasks(facts)),
    amounts: amounts(facts),
    comingUp: facts.comingUp.map((one) => ({
      ...one,
      when: one.on ? listDate(one.on) : 'Date to be agreed',
      href: hrefs[one.kind](one.id),
    })),
    more: more > 0 ? `And ${more} more after these.` : null,
    year: thisYear(facts),
  });
}

const hrefs: Record<ComingUp['kind'], (id: string) => string> = {
  visit: (id) => paths.visits.show(id),
  supporting: (id) => paths.visits.show(id),
  course: (id) => paths.courses.show(id),
  purchase: (id) => paths.purchases.show(id),
};

/** `Spring 1, week 3`; null in the holidays. */
export function termWeek(terms: readonly Term[], today: Temporal.PlainDate): string | null {
  const day = today.toString();
  const term = terms.find((one) => one.startsOn <= day && day <= one.endsOn);
  if (!term) return null;
  const monday = (date: Temporal.PlainDate) => date.subtract({ days: date.dayOfWeek - 1 });
  const weeks = monday(Temporal.PlainDate.from(term.startsOn)).until(monday(today)).days / 7;
  return `${term.name.replace(/ \d$/, '')} term, week ${weeks + 1}${/ [12]$/.test(term.name) ? ` of the ${term.name.endsWith('1') ? 'first' : 'second'} half` : ''}`;
}

/** Who is told of what: those who may do it, and of what waits for the head everyone. */
const told: Readonly<Record<Need, readonly Actor['role'][]>> = {
  approvals: schoolRoles,
  proposals: schoolRoles,
  toBook: committingRoles,
  reports: ['headteacher', 'chair'],
  evaluations: schoolRoles,
  renewals: committingRoles,
};
export const needsFor = (role: Actor['role']): Need[] =>
  (Object.keys(told) as Need[]).filter((kind) => told[kind].includes(role));

function tasks({ needs, all, deciding, role, personId, waiting }: SchoolHomeFacts): Task[] {
  const decides = role === 'headteacher';
  /** Those of a kind that are not shown, which stand in a list of their own. */
  const others = (kind: Need, one: string, href: string, tag: string): Task[] => {
    const more = all[kind] - needs[kind].length;
    return more ? [task(`And ${counted(more, one)} more`, null, tag, 'grey', href)] : [];
  };
  return [
    ...needs.approvals.map((one) => {
      const decision = decisionOn(one, deciding!(one.yearPrice), { personId, role });
      return decision.role === role && !decision.prepared
        ? task(
            `Approve ${one.title}, ${pounds(one.price, { whole: true })}`,
            `${shortDate(one.startsOn)} to ${shortDate(one.endsOn)}`,
            'To approve',
            'yellow',
            paths.agreements.approval(one.agreementId),
          )
        : task(
            `${one.title}, ${pounds(one.price, { whole: true })}`,
            decision.role ? `${whoApproves(decision)} before it starts` : nobodyApproves(decision),
            decision.role === 'headteacher' && !decision.prepared ? 'With the head' : 'Not yet approved',
            'grey',
            paths.agreements.show(one.agreementId),
          );
    }),
    ...others('approvals', 'agreement', paths.agreements.index, 'To approve'),
    ...toConfirm(waiting),
    ...needs.proposals.map((one) =>
      task(
        `${one.school} asks for ${one.practitioner}`,
        `${quantity(one.days, DAY)}, earning you ${quantity(one.credits, CREDIT)}`,
        decides ? 'To answer' : 'With the head',
        decides ? 'yellow' : 'grey',
        paths.support.proposal(one.proposalId),
      ),
    ),
    ...others('proposals', 'proposal', paths.support.index, 'To answer'),
    ...needs.toBook.map((one) =>
      task(
        `Book ${one.practitioner}’s visits`,
        `The support you asked for is agreed: ${quantity(one.days, DAY)} still to book`,
        'To book',
        'blue',
        paths.visits.newFor(one.proposalId),
      ),
    ),
    ...others('toBook', 'agreed request', paths.support.index, 'To book'),
    ...needs.reports.map((one) =>
      task(
        `Read the report of ${one.practitioner}’s visit`,
        longDate(one.visitOn),
        'To read',
        'blue',
        paths.visits.show(one.visitId),
      ),
    ),
    ...others('reports', 'report', paths.visits.index, 'To read'),
    ...needs.evaluations.map((one) =>
      task(
        `Say how ${one.practitioner}’s visit went`,
        longDate(one.visitOn),
        'To evaluate',
        'blue',
        paths.visits.evaluation(one.visitId),
      ),
    ),
    ...others('evaluations', 'visit', paths.visits.index, 'To evaluate'),
    ...needs.renewals.map((one) =>
      task(
        `Decide about ${one.title} by ${shortDate(one.noticeBy)}`,
        one.closed
          ? `It ends on ${shortDate(one.endsOn)} and does not renew. ${one.closed}`
          : one.withdrawn
            ? `It ends on ${shortDate(one.endsOn)} and does not renew: ${one.withdrawn} is not offered any more`
            : `It ends on ${shortDate(one.endsOn)} and renews for another year unless you say otherwise`,
        'To decide',
        'blue',
        paths.agreements.termEnd(one.agreementId),
      ),
    ),
  ];
}

/** `20 only for Training`: what may not be spent on everything. */
function restricted({ lots, unit }: Held, purposes: readonly Word[]): string[] {
  const kept = new Map<string, bigint>();
  for (const { restriction, available } of lots) {
    if (!restriction || available === 0n) continue;
    const words = restriction.map((code) => labelOf(purposes, code)).join(' or ');
    kept.set(words, (kept.get(words) ?? 0n) + available);
  }
  return [...kept].map(([words, amount]) => `${decimal(amount, unit)} only for ${words}`);
}

function amounts({ held, warnDays, wallets, today, purposes }: SchoolHomeFacts): Amount[] {
  const limit = today.add({ days: warnDays });
  const expiring = (one: Held): string | null => {
    const soon = one.lots.filter(
      (lot) => lot.expiresOn && lot.available > 0n && Temporal.PlainDate.compare(lot.expiresOn, limit) <= 0,
    );
    if (!soon.length) return null;
    return `${decimal(
      soon.reduce((sum, lot) => sum + lot.available, 0n),
      one.unit,
    )} to use by ${shortDate(soon[0]!.expiresOn!)}`;
  };
  const note = (one: Held): string =>
    [
      one.granted > 0n
        ? `of ${quantity(one.granted, one.unit)}`
        : one.later.length
          ? null
          : 'They come with a plan',
      one.booked > 0n ? `${decimal(one.booked, one.unit)} booked` : null,
      expiring(one),
      ...restricted(one, purposes),
      ...moreLater(one).map((more) => `${more}, for days from then on`),
    ]
      .filter(Boolean)
      .join(', ');
  const pool = (label: string, one: Held, name: string): Amount => ({
    label,
    value: quantity(one.available, one.unit),
    note: note(one),
    href: paths.statement.show(name),
  });
  return [
    pool('Days of your School Improvement Partner', held.DAY, 'days'),
    pool('Credits for support, courses and services', held.CREDIT, 'credits'),
    pool('Free course places', held.PLACE, 'places'),
    ...held.own.map((one) => pool(one.unit.label, one, one.unit.code)),
    ...wallets.map((wallet) => ({
      label: `To spend from ${wallet.fundTitle}`,
      value: pounds(wallet.available),
      note: `until ${shortDate(wallet.expiresOn)}`,
      href: paths.wallet(wallet.walletId),
    })),
  ];
}

function thisYear({ year, today }: SchoolHomeFacts): SchoolHomeModel['year'] {
  const { agreements, received, given, used, requests } = year;
  const facts = [
    received > 0n ? `${quantity(received, DAY)} of visits received` : 'No visits yet this year',
    ...(used > 0n ? [`${quantity(used, CREDIT)} used`] : []),
    ...(given > 0n ? [`${quantity(given, DAY)} given to other schools`] : []),
    ...(requests ? [`${counted(requests, 'request')} for support`] : []),
  ];
  return {
    agreements: agreements.map(({ agreementId, title, price, startsOn, endsOn }) => ({
      text: `${title}, ${pounds(price, { whole: true })}, ${startsOn > today.toString() ? `from ${shortDate(startsOn)}` : `until ${shortDate(endsOn)}`}`,
      href: paths.agreements.show(agreementId),
    })),
    facts,
  };
}
