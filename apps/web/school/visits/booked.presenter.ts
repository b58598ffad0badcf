import type { Held } from '#entitlements';
import type { VisitRow } from '#insight';
import { longDate } from '#platform';
import { donePage } from '../../kit/check.js';
import { portionWord } from '../../kit/words.js';
import { paths } from '../../paths.js';
import { anyLeft } from './presenter.js';

/** What comes next: another day, where the entitlement has one left. */
export function presentBooked(visit: VisitRow, days: Held) {
  const another = anyLeft(days) ? [{ text: 'Book another day', href: paths.visits.new }] : [];
  return donePage('Your visit is booked', {
    text: `${visit.practitioner} comes on ${longDate(visit.visitOn)}.`,
    rows: [
      { key: 'How long', value: portionWord(visit.portion) },
      { key: 'What for', value: visit.purpose },
    ],
    next: [
      `${visit.practitioner} has it in their diary. After the visit a report comes to you; your headteacher and chair read it, and you say how it went.`,
    ],
    actions: [
      { text: 'See the visit', href: paths.visits.show(visit.visitId) },
      ...(visit.requestId
        ? [{ text: 'Go back to the request for support', href: paths.support.show(visit.requestId) }]
        : another),
      { text: 'Go to your home page', href: paths.home },
    ],
  });
}
