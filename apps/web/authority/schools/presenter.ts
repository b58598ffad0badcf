import type { AuthoritySchool } from '#insight';
import { shortDate } from '#platform';
import { page } from '../../kit/page.js';
import { fundingName, phaseName } from '../../kit/staff-words.js';
import { counted } from '../../kit/words.js';

export function presentAuthoritySchools(
  all: readonly AuthoritySchool[],
  asked: { visits?: string; plan?: string },
) {
  const shown = all.filter(
    (school) =>
      (asked.visits !== 'none' || school.visitsThisTerm === 0) &&
      (asked.plan !== 'none' || school.plan === null),
  );
  return page('authority/schools/page.njk', 'Your schools', {
    count:
      shown.length === all.length
        ? counted(all.length, 'school')
        : `${shown.length} of ${counted(all.length, 'school')}`,
    rows: shown.map((school) => ({
      name: school.name,
      note: [school.town, phaseName(school.phase), fundingName(school.fundingStatus)]
        .filter(Boolean)
        .join(', '),
      plan: school.plan ?? 'No agreement',
      until: school.planEndsOn ? `until ${shortDate(school.planEndsOn)}` : null,
      visits: String(school.visitsThisYear),
      last: school.lastVisitOn ? shortDate(school.lastVisitOn) : 'No visit yet',
      next: school.nextVisitOn ? shortDate(school.nextVisitOn) : 'None booked',
    })),
    filters: {
      visits: [
        { value: '', text: 'All' },
        { value: 'none', text: 'None this term', selected: asked.visits === 'none' },
      ],
      plan: [
        { value: '', text: 'All' },
        { value: 'none', text: 'No agreement', selected: asked.plan === 'none' },
      ],
    },
  });
}
