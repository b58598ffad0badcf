import type { SystemTx } from '#platform';
import { division, type BankHolidayFile } from './bank-holidays.js';
import type { Term } from './calendar.js';

/** Terms of a school or an LA, in place of those that it had for their academic years. */
export async function replaceTerms(
  tx: SystemTx,
  organisationId: string,
  terms: readonly Term[],
): Promise<void> {
  await tx.query('DELETE FROM directory.term WHERE organisation_id = $1 AND academic_year = ANY ($2)', [
    organisationId,
    terms.map((term) => term.academicYear),
  ]);
  await tx.query(
    `INSERT INTO directory.term (organisation_id, academic_year, starts_on, ends_on, name)
     SELECT $1, term."academicYear", term."startsOn", term."endsOn", term.name
     FROM jsonb_to_recordset($2) AS term ("academicYear" integer, "startsOn" date, "endsOn" date, name text)`,
    [organisationId, JSON.stringify(terms)],
  );
}

/** A file's bank holidays, and a mark on those that it lacks in the years it covers: how many of each. */
export async function bringInBankHolidays(
  tx: SystemTx,
  events: BankHolidayFile[string]['events'],
): Promise<{ created: number; changed: number; withdrawn: number }> {
  const [counts] = await tx.query<{ created: number; changed: number; withdrawn: number }>(
    `WITH file AS (SELECT date AS held_on, title FROM jsonb_to_recordset($2) AS event (date date, title text)),
     covered AS (SELECT date_trunc('year', min(held_on)) AS first, date_trunc('year', max(held_on)) + interval '1 year' AS last FROM file),
     withdrawn AS (
       UPDATE directory.bank_holiday held SET withdrawn = true FROM covered
       WHERE held.division = $1 AND NOT held.withdrawn AND held.held_on >= covered.first AND held.held_on < covered.last
         AND NOT EXISTS (SELECT FROM file WHERE file.held_on = held.held_on) RETURNING 1),
     changed AS (
       UPDATE directory.bank_holiday held SET title = file.title, withdrawn = false FROM file
       WHERE held.division = $1 AND held.held_on = file.held_on AND (held.title <> file.title OR held.withdrawn) RETURNING 1),
     created AS (
       INSERT INTO directory.bank_holiday (division, held_on, title) SELECT $1, held_on, title FROM file
       ON CONFLICT DO NOTHING RETURNING 1)
     SELECT (SELECT count(*) FROM created)::int AS created, (SELECT count(*) FROM changed)::int AS changed,
       (SELECT count(*) FROM withdrawn)::int AS withdrawn`,
    [division, JSON.stringify(events)],
  );
  return counts!;
}
