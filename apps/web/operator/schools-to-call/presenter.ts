import type { ToCall } from '#insight';
import { civilDate, shortDate, Temporal } from '#platform';
import { page } from '../../kit/page.js';
import { pageHref, pageOf } from '../../kit/page-number.js';
import { paths } from '../../paths.js';

/** Why a school is on the list, in one sentence. */
export function why(row: ToCall): string {
  if (row.leavingOn) return `Leaving: ${row.leaves} ends on ${shortDate(row.leavingOn)}.`;
  if (row.waitingFor)
    return `Began and has not finished: ${row.waitingFor} has waited for approval since ${shortDate(civilDate(Temporal.Instant.fromEpochMilliseconds(row.waitingSince!.getTime())))}.`;
  if (row.last) return `Has not come back: ${row.last} ended on ${shortDate(row.lastEndedOn!)}.`;
  return 'Has not signed an agreement yet.';
}

export const callRows = (rows: readonly ToCall[]) =>
  rows.map((row) => ({
    school: row.school,
    place: [...new Set([row.town, row.la])].filter(Boolean).join(', '),
    why: why(row),
    linkAdviser: row.linkAdviser ?? 'None named',
  }));

export function presentSchoolsToCall(rows: readonly ToCall[], number: number) {
  const shown = pageOf(rows, number, pageHref(paths.schoolsToCall));
  return page(
    'operator/schools-to-call/page.njk',
    'Schools to call',
    {
      rows: callRows(shown.rows),
      pages: shown.pages,
    },
    { back: { href: paths.home } },
  );
}
