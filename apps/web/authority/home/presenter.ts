import type { FundPosition } from '#funding';
import type { Waiting } from '#identity';
import type { AuthoritySchool } from '#insight';
import { shortDate, type Temporal } from '#platform';
import { toConfirm } from '../../account/colleagues/presenter.js';
import { fundCard } from '../funds/presenter.js';
import { page } from '../../kit/page.js';
import { phaseName } from '../../kit/staff-words.js';
import { counted } from '../../kit/words.js';
import { paths } from '../../paths.js';

export interface AuthorityHomeFacts {
  readonly name: string;
  /** Who, and which keys, are for the reader to confirm. */
  readonly waiting: readonly Waiting[];
  readonly funds: readonly FundPosition[];
  readonly schools: readonly AuthoritySchool[];
  readonly term: { readonly name: string; readonly startsOn: string; readonly endsOn: string } | null;
  readonly today: Temporal.PlainDate;
}

export function presentAuthorityHome(facts: AuthorityHomeFacts) {
  const { name, waiting, funds, schools, term, today } = facts;
  const open = funds.filter((fund) => fund.closesOn >= today.toString());
  const unseen = schools.filter((school) => school.visitsThisTerm === 0);
  return page('authority/home/page.njk', name, {
    tasks: toConfirm(waiting),
    funds: open.map(fundCard),
    termName: term
      ? `${term.name}, ${shortDate(term.startsOn)} to ${shortDate(term.endsOn)}`
      : 'The last three months',
    schools: schools.length,
    spread: spread(schools),
    unseen: counted(unseen.length, 'school'),
    longest: unseen
      .slice()
      .sort(
        (one, other) =>
          (one.lastVisitOn ?? '').localeCompare(other.lastVisitOn ?? '') ||
          one.name.localeCompare(other.name),
      )
      .slice(0, 8)
      .map((school) => [
        school.name,
        school.lastVisitOn ? shortDate(school.lastVisitOn) : 'No visit yet',
        school.nextVisitOn ? shortDate(school.nextVisitOn) : 'None booked',
      ]),
    unseenHref: `${paths.authoritySchools}?visits=none`,
  });
}

/** Who was visited this term, by phase: nobody forgotten because they do well (handbook Part 3, 14). */
const spread = (schools: readonly AuthoritySchool[]) =>
  [...new Set(schools.map((school) => school.phase))]
    .map((phase) => ({ phase, own: schools.filter((school) => school.phase === phase) }))
    .sort((one, other) => other.own.length - one.own.length)
    .map(({ phase, own }) => {
      const seen = own.filter((school) => school.visitsThisTerm > 0).length;
      return [phaseName(phase), String(own.length), String(seen), String(own.length - seen)];
    });
