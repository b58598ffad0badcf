import type { Designation, Practitioner } from './practitioners.js';

/** What is known of someone who might support a school. */
export interface Candidate extends Practitioner {
  readonly homeName: string;
  /** From school to school, in kilometres; null when a place is unknown. */
  readonly kilometres: number | null;
  /** Hundredths of a day already booked in the next 90 days. */
  readonly booked: bigint;
  /** Mean of the ratings of earlier visits, with how many; null without any. */
  readonly rating: number | null;
  readonly ratings: number;
}

export interface Ranked {
  readonly candidate: Candidate;
  readonly designation: Designation;
  readonly why: readonly string[];
  readonly whyNot: readonly string[];
}

/** Those who may lead support elsewhere, the highest designation first. */
const leaders: readonly Designation[] = ['NLE', 'LLE', 'SLE'];

/**
 * Leaders of other schools for a need, best first: phase, need, track record, distance, and a home school that has not
 * given too much already (handbook Part 3, 6 to 9). Nobody is hidden: a poor fit says why.
 */
export function shortlist(
  candidates: readonly Candidate[],
  wanted: { schoolId: string; need: string; phase: string },
  protectedDays: bigint,
): Ranked[] {
  return candidates
    .filter(
      (candidate) =>
        candidate.homeId !== wanted.schoolId && candidate.designations.some((one) => leaders.includes(one)),
    )
    .map((candidate) => rank(candidate, wanted, protectedDays))
    .sort((one, other) => other.score - one.score || one.candidate.name.localeCompare(other.candidate.name))
    .map(({ candidate, designation, why, whyNot }) => ({ candidate, designation, why, whyNot }));
}

function rank(
  candidate: Candidate,
  wanted: { need: string; phase: string },
  protectedDays: bigint,
): Ranked & { score: number } {
  const why: string[] = [];
  const whyNot: string[] = [];
  let score = 0;
  const weigh = (good: boolean, weight: number, forIt: string, against: string) => {
    score += good ? weight : 0;
    (good ? why : whyNot).push(good ? forIt : against);
  };
  weigh(
    candidate.phases.includes(wanted.phase),
    40,
    `knows ${wanted.phase.toLowerCase()} schools`,
    `no ${wanted.phase.toLowerCase()} experience recorded`,
  );
  weigh(candidate.needs.includes(wanted.need), 30, `leads on ${wanted.need}`, `does not list ${wanted.need}`);
  if (candidate.rating !== null) {
    weigh(
      candidate.rating >= 3.5,
      15,
      `rated ${candidate.rating.toFixed(1)} of 5 by ${candidate.ratings}`,
      `rated ${candidate.rating.toFixed(1)} of 5`,
    );
  }
  if (candidate.kilometres !== null) {
    score += Math.max(0, 10 - candidate.kilometres / 5);
    (candidate.kilometres <= 30 ? why : whyNot).push(`${Math.round(candidate.kilometres)} km away`);
  }
  weigh(
    candidate.booked < protectedDays,
    20,
    'has days free',
    'their own school has given enough days this term',
  );
  return {
    candidate,
    designation: leaders.find((one) => candidate.designations.includes(one))!,
    why,
    whyNot,
    score,
  };
}
