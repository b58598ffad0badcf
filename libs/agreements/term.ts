import { proportion, Refusal, shortDate, Temporal, type Unit } from '#platform';
import type { FundingStatus } from '#catalogue';
import { DAY, type Settings } from '#operating-model';

export interface Term {
  readonly startsOn: Temporal.PlainDate;
  readonly endsOn: Temporal.PlainDate;
}

/** A school's year that holds `date`; any that is no academy has that of maintained ones. */
export const yearFor = (
  status: FundingStatus,
  date: Temporal.PlainDate,
  { year_start: { academy, maintained } }: Pick<Settings['agreements'], 'year_start'>,
): Term => yearOf(date, status === 'academy' ? academy : maintained);

/** The year that holds `date`. It begins on `start`, `MM-DD`: the funding year's `04-01` or the academies' `09-01` (handbook Part 1 (a) 1). */
export function yearOf(date: Temporal.PlainDate, start: string): Term {
  const [month, day] = start.split('-').map(Number) as [number, number];
  const thisYears = Temporal.PlainDate.from({ year: date.year, month, day });
  const startsOn =
    Temporal.PlainDate.compare(date, thisYears) < 0 ? thisYears.subtract({ years: 1 }) : thisYears;
  return { startsOn, endsOn: startsOn.add({ years: 1 }).subtract({ days: 1 }) };
}

export const nextTerm = (term: Term): Term => {
  const startsOn = term.endsOn.add({ days: 1 });
  return { startsOn, endsOn: startsOn.add({ years: 1 }).subtract({ days: 1 }) };
};

/** The day from which a signed agreement is billed: so many days before its term, however early it is signed. */
export const billsOn = (startsOn: Temporal.PlainDate, invoiceDays: number): Temporal.PlainDate =>
  startsOn.subtract({ days: invoiceDays });

export const isOver = ({ endsOn }: Pick<Term, 'endsOn'>, today: Temporal.PlainDate): boolean =>
  Temporal.PlainDate.compare(endsOn, today) < 0;

/** The earliest day to which staff date a start back. */
export const datedBackTo = (
  today: Temporal.PlainDate,
  { dated_back_days }: Pick<Settings['agreements'], 'dated_back_days'>,
): Temporal.PlainDate => today.subtract({ days: dated_back_days });

/**
 * A start lies in a window round today, and further back, to a bound too, where staff say why: a wrong year is seen before it is
 * billed. Refuses: `agreements.start-too-early`, `agreements.start-too-late`.
 */
export function startsWithin(
  startsOn: Temporal.PlainDate,
  today: Temporal.PlainDate,
  rules: Pick<Settings['agreements'], 'start_back_days' | 'start_ahead_days' | 'dated_back_days'>,
  backdatedBecause?: string,
): void {
  const to = today.add({ days: rules.start_ahead_days });
  const from = backdatedBecause ? datedBackTo(today, rules) : today.subtract({ days: rules.start_back_days });
  if (Temporal.PlainDate.compare(startsOn, from) < 0)
    throw new Refusal(
      'agreements.start-too-early',
      backdatedBecause
        ? `It can be dated back to ${shortDate(from)} at the earliest.`
        : `It can start on ${shortDate(from)} at the earliest. If it really began before, ask the organisation that runs this marketplace to date it back.`,
      'invalid',
    );
  if (Temporal.PlainDate.compare(startsOn, to) > 0)
    throw new Refusal(
      'agreements.start-too-late',
      `It can start on ${shortDate(to)} at the latest.`,
      'invalid',
    );
}

/** Whole months from a start to the end of its year, the month it starts in included: 1 to 12. Pro-rata is in twelfths. */
export function twelfths(startsOn: Temporal.PlainDate, endsOn: Temporal.PlainDate): bigint {
  const next = endsOn.add({ days: 1 });
  const months = (next.year - startsOn.year) * 12 + next.month - startsOn.month;
  return BigInt(startsOn.day < next.day ? months + 1 : months);
}

export const proRata = (pence: bigint, months: bigint): bigint => proportion(pence, months, 12n);

/** A part year's grant, rounded up to a half day, and of whatever else to a whole one: credit, place, or what the operator counts. */
export function proRataGrant(amount: bigint, { code, places }: Unit, months: bigint): bigint {
  const whole = code === DAY.code ? 50n : 10n ** BigInt(places);
  return ((amount * months + 12n * whole - 1n) / (12n * whole)) * whole;
}
