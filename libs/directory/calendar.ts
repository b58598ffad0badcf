import { Injectable } from '@nestjs/common';
import { isCivilDate, mustSay, Refusal, Temporal, type Reads, type SystemTx } from '#platform';
import { bankHolidaysByRule, division, type BankHolidayFile } from './bank-holidays.js';
import { bringInBankHolidays, replaceTerms } from './calendar.repository.js';
import { termAround } from './term.js';
import { texts } from './texts.js';
import { academicYearOf, addWorkingDays, isWorkingDay, termYearsOf } from './working-days.js';

type PlainDate = Temporal.PlainDate;

export interface Term {
  /** `Autumn 1`: a half-term. */
  readonly name: string;
  /** The academic year by its first calendar year. */
  readonly academicYear: number;
  /** YYYY-MM-DD, both inclusive. */
  readonly startsOn: string;
  readonly endsOn: string;
}

/** Working days, bank holidays, and terms: a school's own, or else its LA's (handbook Part 1 (a) 2). */
@Injectable()
export class Calendar {
  async isWorkingDay(reads: Reads, date: PlainDate): Promise<boolean> {
    return isWorkingDay(date, await this.holidays(reads, date, date));
  }

  /** `days` working days after `date`; negative goes back; 0 is the date itself. */
  async addWorkingDays(reads: Reads, date: PlainDate, days: number): Promise<PlainDate> {
    return (await this.addWorkingDaysToEach(reads, [date], days))[0]![0]!;
  }

  /** The same for many dates, and for several counts of days, in one statement: for each count a day of each date. */
  async addWorkingDaysToEach(
    reads: Reads,
    dates: readonly PlainDate[],
    ...counts: number[]
  ): Promise<PlainDate[][]> {
    const sorted = [...dates].sort(Temporal.PlainDate.compare);
    const [first, last] = [sorted[0], sorted.at(-1)];
    if (!first || !last) return counts.map(() => []);
    // Two calendar days per working day and three weeks cover the longest run of holidays.
    const reach = (days: number) => ({ days: days * 2 + Math.sign(days) * 21 });
    const holidays = await this.holidays(
      reads,
      first.add(reach(Math.min(0, ...counts))),
      last.add(reach(Math.max(0, ...counts))),
    );
    return counts.map((days) => dates.map((date) => addWorkingDays(date, days, holidays)));
  }

  /** Whether pupils attend: a working day inside a term. Refuses: `directory.no-terms`. */
  async isTermDay(reads: Reads, organisationId: string, date: PlainDate): Promise<boolean> {
    const { terms, holidays } = await this.schoolYears(reads, organisationId, termYearsOf(date), date, date);
    if (!terms.length) throw noTerms(date);
    return within(terms, date) && isWorkingDay(date, holidays);
  }

  /** The first term day on or after `from`, in its academic year or the next. Refuses: `directory.no-terms`. */
  async nextTermDay(reads: Reads, organisationId: string, from: PlainDate): Promise<PlainDate> {
    const year = academicYearOf(from);
    const terms = await this.termsOf(reads, organisationId, [year, year + 1]);
    const last = terms.at(-1);
    const holidays = last && (await this.holidays(reads, from, Temporal.PlainDate.from(last.endsOn)));
    for (let day = from; last && day.toString() <= last.endsOn; day = day.add({ days: 1 })) {
      if (within(terms, day) && isWorkingDay(day, holidays!)) return day;
    }
    throw noTerms(from);
  }

  /** The days from `from` to `to` on which pupils attend; empty where no terms are known. */
  async termDays(reads: Reads, organisationId: string, from: PlainDate, to: PlainDate): Promise<PlainDate[]> {
    const [first, last] = [termYearsOf(from)[0]!, termYearsOf(to).at(-1)!];
    const years = Array.from({ length: last - first + 1 }, (_, index) => first + index);
    const { terms, holidays } = await this.schoolYears(reads, organisationId, years, from, to);
    const days = Array.from({ length: from.until(to).days + 1 }, (_, index) => from.add({ days: index }));
    return days.filter((day) => within(terms, day) && isWorkingDay(day, holidays));
  }

  /** The terms that may hold a day: those of its academic year, and in August those of the next. */
  async termsOn(reads: Reads, organisationId: string, on: PlainDate): Promise<Term[]> {
    return this.termsOf(reads, organisationId, termYearsOf(on));
  }

  /** A school's own terms of an academic year, or else its LA's; in order, empty when neither has any. */
  async terms(reads: Reads, organisationId: string, academicYear: number): Promise<Term[]> {
    return this.termsOf(reads, organisationId, [academicYear]);
  }

  private async termsOf(reads: Reads, organisationId: string, years: readonly number[]): Promise<Term[]> {
    return reads.query<Term>(`${ownTerms} ORDER BY t.starts_on`, [organisationId, years]);
  }

  /** The terms of some years and the bank holidays between two dates, in one statement. */
  private async schoolYears(
    reads: Reads,
    organisationId: string,
    years: readonly number[],
    from: PlainDate,
    to: PlainDate,
  ): Promise<{ terms: Term[]; holidays: Set<string> }> {
    const rows = await reads.query<Term & { dates: string[] | null }>(
      `SELECT t.*, NULL::text[] AS dates FROM (${ownTerms}) t
       UNION ALL SELECT NULL, h.year, NULL, NULL, h.dates FROM (${heldYears('$3', '$4', '$5')}) h ORDER BY starts_on`,
      [organisationId, years, division, from.year, to.year],
    );
    return {
      terms: rows.flatMap(({ dates, ...term }) => (dates ? [] : [term])),
      holidays: holidaysOf(
        from,
        to,
        rows.flatMap(({ academicYear: year, dates }) => (dates ? [{ year, dates }] : [])),
      ),
    };
  }

  /** The whole term in which a day lies, or in the holidays the next one; null when none is known. */
  async termAround(
    reads: Reads,
    organisationId: string,
    on: PlainDate,
  ): Promise<{ name: string; startsOn: string; endsOn: string } | null> {
    return termAround(await this.termsOn(reads, organisationId, on), on);
  }

  /**
   * Sets the terms of a school or an LA for the academic years they name, in place of those it had for them.
   * Refuses: `directory.term-name`, `directory.terms-overlap`. Needs a system transaction.
   */
  async setTerms(tx: SystemTx, organisationId: string, terms: readonly Term[]): Promise<void> {
    for (const { name } of terms) mustSay(name, texts.term);
    const sorted = [...terms].sort((one, other) => (one.startsOn < other.startsOn ? -1 : 1));
    const wrong = sorted.find(
      (term, index) => term.endsOn < term.startsOn || (sorted[index + 1]?.startsOn ?? '9999') <= term.endsOn,
    );
    if (wrong)
      throw new Refusal(
        'directory.terms-overlap',
        `${wrong.name} (${wrong.startsOn} to ${wrong.endsOn}) ends before it starts, or runs into the next term.`,
        'invalid',
      );
    await replaceTerms(tx, organisationId, terms);
  }

  /**
   * Takes over a gov.uk bank-holidays file; a holiday that it no longer has, in the years it covers, is marked
   * withdrawn. Refuses: `directory.not-bank-holidays`. Needs a system transaction.
   */
  async importBankHolidays(
    tx: SystemTx,
    file: unknown,
  ): Promise<{ created: number; changed: number; withdrawn: number; unchanged: number }> {
    const events = (file as BankHolidayFile | null)?.[division]?.events;
    if (
      !Array.isArray(events) ||
      !events.length ||
      !events.every((event) => isCivilDate(event?.date) && typeof event.title === 'string')
    ) {
      throw new Refusal(
        'directory.not-bank-holidays',
        `This is not gov.uk’s bank-holidays file: it should list the events of ${division}, each with a date and a title.`,
        'invalid',
      );
    }
    const counts = await bringInBankHolidays(tx, events);
    return { ...counts, unchanged: events.length - counts.created - counts.changed };
  }

  /** Bank holidays between two dates: of the imported file in the years that it covers, by the statutory rule in others. */
  private async holidays(reads: Reads, from: PlainDate, to: PlainDate): Promise<Set<string>> {
    const held = await reads.query<HeldYear>(heldYears('$1', '$2', '$3'), [division, from.year, to.year]);
    return holidaysOf(from, to, held);
  }
}

/** A school's own terms or else its LA's. $1 organisation, $2 academic years. */
const ownTerms = `SELECT t.name, t.academic_year, t.starts_on, t.ends_on
  FROM (SELECT (SELECT la.organisation_id FROM directory.school s JOIN directory.organisation la ON la.kind = 'la' AND la.key = s.la_code
                 WHERE s.organisation_id = $1) AS la_id) school
  JOIN directory.term t ON t.organisation_id IN ($1, school.la_id)
 WHERE t.academic_year = ANY ($2::int[]) AND (t.organisation_id = $1 OR NOT EXISTS (
   SELECT FROM directory.term own WHERE own.organisation_id = $1 AND own.academic_year = t.academic_year))`;

interface HeldYear {
  readonly year: number;
  readonly dates: readonly string[];
}
/** The years of the imported file, each with its bank holidays. */
const heldYears = (ofDivision: string, first: string, last: string): string =>
  `SELECT extract(year FROM held_on)::int AS year, coalesce(array_agg(held_on::text) FILTER (WHERE NOT withdrawn), '{}') AS dates
     FROM directory.bank_holiday WHERE division = ${ofDivision} AND extract(year FROM held_on) BETWEEN ${first}::int AND ${last}::int GROUP BY 1`;

/** In a year that the file does not cover, by the statutory rule. */
function holidaysOf(from: PlainDate, to: PlainDate, held: readonly HeldYear[]): Set<string> {
  const years = Array.from({ length: to.year - from.year + 1 }, (_, index) => from.year + index);
  return new Set(
    years.flatMap(
      (year) =>
        held.find((row) => row.year === year)?.dates ?? bankHolidaysByRule(year).map((day) => day.date),
    ),
  );
}

const within = (terms: readonly Term[], date: PlainDate): boolean => {
  const day = date.toString();
  return terms.some((term) => term.startsOn <= day && day <= term.endsOn);
};

const noTerms = (date: PlainDate): Refusal =>
  new Refusal(
    'directory.no-terms',
    `Neither the school nor its local authority has term dates after ${date.toString()}.`,
    'invalid',
  );
