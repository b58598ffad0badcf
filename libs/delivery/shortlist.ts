import { proportion, quantity, type Temporal } from '#platform';
import { CREDIT, inUse, type Designation, type Settings, type Word } from '#operating-model';
import type { PractitionerRow } from './practitioners.js';

/** What is known of someone who might support a school. */
export interface Candidate extends PractitionerRow {
  readonly homeName: string;
  /** From school to school, in kilometres; null when a place is unknown. */
  readonly kilometres: number | null;
  /** Hundredths of a day that their own school's people give other schools this term; null: they work at no school. */
  readonly given: bigint | null;
  /** Mean of the ratings of earlier visits, with how many; null without any. */
  readonly rating: number | null;
  readonly ratings: number;
  /** Whoever looks acts at their school, or at the one that asks, and so proposes them to nobody. */
  readonly own: boolean;
}

export interface Ranked {
  readonly candidate: Candidate;
  /** Code and label of that as which they would come. */
  readonly designation: string;
  readonly designationLabel: string;
  /** Hundredths of a credit for all the days asked for; null where the operator has no rate. */
  readonly cost: bigint | null;
  readonly why: readonly string[];
  readonly whyNot: readonly string[];
}

/** What support would cost a school, in hundredths of a credit, and what it has to pay with. */
export interface Estimate {
  readonly costs: readonly { readonly designation: string; readonly credits: bigint }[];
  readonly available: bigint;
}

export interface Wanted {
  readonly schoolId: string;
  readonly need: string;
  readonly needLabel: string;
  readonly phase: string;
  /** Hundredths of a day. */
  readonly days: bigint;
  /** Hundredths of a credit that the school has free. */
  readonly credits: bigint;
}

export interface ShortlistRules {
  /** Hundredths of a day a term that a school gives before it is protected. */
  readonly protectedDays: bigint;
  /** Hundredths of a credit for a day of each designation. */
  readonly perDay: Readonly<Partial<Record<string, number>>>;
  /** What those who may support other schools are designated, the highest first. */
  readonly leaders: readonly Pick<Word, 'code' | 'label'>[];
  /** How much each of what makes someone fit counts, and what is well and near. */
  readonly weights: Omit<Settings['brokerage'], `${string}_days`>;
}

/** What those who may support other schools are designated on a day, the highest first. */
export const leading = (designations: readonly Designation[], on: Temporal.PlainDate): Designation[] =>
  inUse(designations, on).filter(({ leads }) => leads);

/** What days of a designation cost, in hundredths of a credit; null without a rate. */
export const costOf = (
  designation: string,
  days: bigint,
  perDay: ShortlistRules['perDay'],
): bigint | null => {
  const rate = perDay[designation];
  return rate === undefined ? null : proportion(BigInt(rate), days, 100n);
};

/** The same of every designation that leads and has a rate, the least first: nobody else may be proposed. */
export const costsByDesignation = (
  days: bigint,
  { perDay, leaders }: Pick<ShortlistRules, 'perDay' | 'leaders'>,
): Estimate['costs'] =>
  leaders
    .flatMap(({ code: designation }) => {
      const credits = costOf(designation, days, perDay);
      return credits === null ? [] : [{ designation, credits }];
    })
    .sort((one, other) => Number(one.credits - other.credits));

/**
 * Leaders of other schools for a need, best first: phase, need, track record, distance, and a home school that has not
 * given too much already (handbook Part 3, 6 to 9). Nobody is hidden: a poor fit, and more than the school can pay, is said.
 */
export function shortlist(candidates: readonly Candidate[], wanted: Wanted, rules: ShortlistRules): Ranked[] {
  return candidates
    .filter((candidate) => candidate.homeId !== wanted.schoolId && highest(candidate, rules) !== undefined)
    .map((candidate) => rank(candidate, wanted, rules))
    .sort((one, other) => other.score - one.score || one.candidate.name.localeCompare(other.candidate.name))
    .map(({ score: _, ...ranked }) => ranked);
}

const highest = (candidate: Candidate, { leaders }: ShortlistRules) =>
  leaders.find((one) => candidate.designations.includes(one.code));

function rank(candidate: Candidate, wanted: Wanted, rules: ShortlistRules): Ranked & { score: number } {
  const { weights } = rules;
  const why: string[] = [];
  const whyNot: string[] = [];
  let score = 0;
  const weigh = (good: boolean, weight: number, forIt: string, against: string) => {
    score += good ? weight : 0;
    (good ? why : whyNot).push(good ? forIt : against);
  };
  weigh(
    candidate.phases.includes(wanted.phase),
    weights.phase_weight,
    `knows ${wanted.phase.toLowerCase()} schools`,
    `no ${wanted.phase.toLowerCase()} experience recorded`,
  );
  const need = wanted.needLabel.toLowerCase();
  weigh(
    candidate.needs.includes(wanted.need),
    weights.need_weight,
    `leads on ${need}`,
    `does not list ${need}`,
  );
  if (candidate.rating !== null) {
    weigh(
      Math.round(candidate.rating) >= weights.good_rating,
      weights.rating_weight,
      `rated ${candidate.rating.toFixed(1)} of 5 by ${candidate.ratings}`,
      `rated ${candidate.rating.toFixed(1)} of 5`,
    );
  }
  if (candidate.kilometres !== null) {
    score += weights.distance_weight * Math.max(0, 1 - candidate.kilometres / weights.far_km);
    (candidate.kilometres <= weights.near_km ? why : whyNot).push(
      `${Math.round(candidate.kilometres)} km away`,
    );
  }
  if (candidate.given !== null)
    weigh(
      candidate.given + wanted.days <= rules.protectedDays,
      weights.spare_weight,
      'their own school can spare the days',
      'their own school has given enough days this term',
    );
  if (candidate.own)
    whyNot.push(
      'you act at one of the two schools yourself, so they are for a colleague of yours to propose',
    );
  const { code: designation, label: designationLabel } = highest(candidate, rules)!;
  const cost = costOf(designation, wanted.days, rules.perDay);
  if (cost !== null && cost > wanted.credits)
    whyNot.push(`costs ${quantity(cost, CREDIT)}, and the school has ${quantity(wanted.credits, CREDIT)}`);
  return {
    candidate,
    designation,
    designationLabel,
    cost,
    why,
    whyNot,
    score,
  };
}
