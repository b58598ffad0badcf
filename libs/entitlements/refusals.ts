import {
  longDate,
  quantity,
  Refusal,
  type RefusalKind,
  type Temporal,
  type TextRule,
  type Unit,
} from '#platform';
import { CREDIT, DAY, PLACE } from '#operating-model';

const refusal =
  (code: string, message: string, kind: RefusalKind = 'conflict') =>
  (facts: Readonly<Record<string, string | number>> = {}): Refusal =>
    new Refusal(`entitlements.${code}`, message, kind, facts);

/** Every "no" of the credit bank. */
export const refusals = {
  amount: refusal('amount', 'An amount must be more than nothing, and at most 10,000,000,000.', 'invalid'),
  sameSchool: refusal('same-school', 'A school cannot give credits to itself.', 'invalid'),
  leastGiven: (least: bigint) =>
    new Refusal(
      'entitlements.least-given',
      `Give ${quantity(least, CREDIT)} at least: each gift is kept apart, with its own last day.`,
      'invalid',
    ),
  notEnoughCredits: refusal('not-enough-credits', 'There are not enough credits left for this.'),
  secondPerson: refusal(
    'second-person',
    'Someone else than the person who proposed this must approve it.',
    'forbidden',
  ),
  decided: refusal('decided', 'This was decided already.'),
  noGiving: refusal('no-giving', 'Credits are not given from school to school here.', 'forbidden'),
  notANeighbour: refusal(
    'not-a-neighbour',
    'Credits are given to open, state-funded schools of your own authority that are members here.',
    'invalid',
  ),
  notAMember: refusal('not-a-member', 'Credits are granted to schools that are members here.', 'invalid'),
  lastDay: refusal('last-day', 'Choose a last day that is not in the past.', 'invalid'),
  needsPerson: refusal('needs-person', 'Only a signed-in person can do this.', 'forbidden'),
  unknownAdjustment: refusal('unknown-adjustment', 'There is no such adjustment.', 'not-found'),
};

/** What is written of credits. */
export const texts = {
  reason: {
    code: 'entitlements.reason',
    length: [3, 300],
    ask: 'Say why',
    besides: '; the school reads it on its statement',
  },
  message: {
    code: 'entitlements.message',
    length: [3, 200],
    ask: 'Say what it is for',
    besides: '; both schools read it on their statements',
  },
} as const satisfies Record<string, TextRule>;

/** What is asked for a day, and what there is for it, when that is known. */
interface Short {
  readonly on: Temporal.PlainDate;
  readonly needed: bigint;
  readonly held?: bigint;
}

/** A school has not enough of one unit. */
export function ranOut(unit: Unit, { on, needed, held }: Short): Refusal {
  const day = longDate(on);
  if (unit.code === PLACE.code)
    return new Refusal('entitlements.not-enough-places', `You have no free places left for ${day}.`);
  if (unit.code === DAY.code)
    return new Refusal(
      'entitlements.not-enough-days',
      held === undefined
        ? `You do not have enough days of your entitlement left for ${day}.`
        : `For ${day} you have ${quantity(held, unit)} of your entitlement left, and this would take ${quantity(needed, unit)}.`,
    );
  return new Refusal(
    unit.code === CREDIT.code ? 'entitlements.not-enough-credits' : 'entitlements.not-enough',
    held === undefined
      ? `You do not have enough ${unit.many} for ${day}.`
      : `For ${day} you have ${quantity(held, unit)} that can pay for this, and it costs ${quantity(needed, unit)}.`,
  );
}

/** A school has enough, but some of it was granted for other purposes. */
export const keptForOthers = (on: Temporal.PlainDate): Refusal =>
  new Refusal(
    'entitlements.restricted',
    `Some of what you have for ${longDate(on)} was granted for something else, and cannot pay for this.`,
  );
