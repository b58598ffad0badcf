import type { School } from '#directory';
import { everyPool, type Holdings } from '#entitlements';
import type { ClosedSchool, NewSchool } from '#insight';
import { quantity, shortDate } from '#platform';
import { confirmPage } from '../../kit/check.js';
import type { FormState } from '../../kit/form.js';
import { page } from '../../kit/page.js';
import { pageHref, pagesOf } from '../../kit/page-number.js';
import { counted } from '../../kit/words.js';
import { paths } from '../../paths.js';

interface Listed<One> {
  readonly schools: readonly One[];
  readonly total: number;
}

const fresh = (school: NewSchool) => ({
  name: school.name,
  note: [`URN ${school.urn}`, school.type, school.town].filter(Boolean).join(', '),
  la: school.la,
  since: school.openedOn ? shortDate(school.openedOn) : 'Not said',
  before: school.before.length ? `was ${school.before.join(' and ')}` : null,
  leftOut: school.leftOut,
  admitAction: paths.register.admission(school.schoolId),
  leaveOutHref: paths.register.leavingOut(school.schoolId),
});

const holding = (school: ClosedSchool): string =>
  [
    school.agreements && counted(school.agreements, 'agreement'),
    school.ahead && `${counted(school.ahead, 'booking or purchase', 'bookings and purchases')} ahead`,
    school.wallets && `${counted(school.wallets, 'wallet')} of a fund`,
  ]
    .filter(Boolean)
    .join(', ') || 'Nothing that lies ahead';

const ended = (school: ClosedSchool): string =>
  school.status === 'closed'
    ? `Closed${school.closedOn ? ` on ${shortDate(school.closedOn)}` : ''}`
    : `Not listed since ${shortDate(school.missingSince!)}`;

export function presentChanges(news: Listed<NewSchool>, closed: Listed<ClosedSchool>, number: number) {
  return page(
    'operator/register-changes/page.njk',
    'Changes in the register',
    {
      newCount: counted(news.total, 'new school'),
      schools: news.schools.map(fresh),
      closedCount: counted(closed.total, 'school that closed', 'schools that closed'),
      more: closed.total > closed.schools.length,
      closed: closed.schools.map((school) => ({
        name: school.name,
        note: [`URN ${school.urn}`, school.la].filter(Boolean).join(', '),
        ended: ended(school),
        after: school.after.length ? `became ${school.after.join(' and ')}` : null,
        holds: holding(school),
        endHref: paths.register.ending(school.schoolId),
      })),
      pages: pagesOf(news.total, number, pageHref(paths.register.index)),
    },
    { back: { href: paths.parties.index, text: 'All organisations' } },
  );
}

export const presentLeftOut = (news: Listed<NewSchool>, number: number) =>
  page(
    'operator/register-changes/left-out.njk',
    'Schools left out',
    {
      schools: news.schools.map(fresh),
      pages: pagesOf(news.total, number, pageHref(paths.register.leftOut)),
    },
    { back: { href: paths.register.index, text: 'Changes in the register' } },
  );

export const presentLeavingOut = (school: School, form: FormState) =>
  page(
    'operator/register-changes/leaving-out.njk',
    `Leave out ${school.name}?`,
    { action: paths.register.leavingOut(school.organisationId) },
    { form, back: { href: paths.register.index, text: 'Changes in the register' } },
  );

export function presentEnding(school: School, closed: ClosedSchool | undefined, held: Holdings) {
  const left = everyPool(held)
    .filter(({ available }) => available > 0n)
    .map(({ unit, available }) => quantity(available, unit));
  return confirmPage(
    `End the membership of ${school.name}?`,
    {
      rows: [
        { key: 'The register says', value: closed ? ended(closed) : 'It is not closed, or has left already' },
        ...(closed?.after.length ? [{ key: 'It became', value: closed.after.join(', ') }] : []),
        { key: 'Lies ahead', value: closed ? holding(closed) : 'Nothing' },
        { key: 'Has left', value: left.join(', ') || 'Nothing' },
      ],
      then: 'After today it buys nothing here and nobody acts for it. What it has and what it owes stays as it is: call off what nobody will use, and settle what is open.',
      action: paths.register.ending(school.organisationId),
      button: 'End its membership',
      keep: 'Keep it as a member',
      keepHref: paths.register.index,
    },
    { backText: 'Changes in the register' },
  );
}
