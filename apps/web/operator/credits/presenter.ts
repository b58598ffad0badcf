import { ownPart } from '#identity';
import type { CreditTotals, Member } from '#insight';
import type { CreditMonth, Grantable, ListedAdjustment } from '#entitlements';
import { CREDIT, labelOf, type Word } from '#operating-model';
import { civilDate, dateWords, grouped, longDate, quantity, shortDate, type Temporal } from '#platform';
import { donePage, checkPage } from '../../kit/check.js';
import type { Figure, FigureData } from '../../kit/figure.js';
import { blankForm, type FormState } from '../../kit/form.js';
import type { Nearest } from '../../kit/nearest.js';
import { page } from '../../kit/page.js';
import { pageHref, pageOf } from '../../kit/page-number.js';
import { paths } from '../../paths.js';
import { creditAmounts } from './amounts.js';
import type { ChangeForm } from './form.js';

const credits = (amount: bigint): number => Number(amount) / 100;
const monthName = dateWords({ month: 'short', year: 'numeric' });

/** In issue at each month's end, and what was spent and expired in it. */
export const monthsFigure = (months: readonly CreditMonth[]): FigureData => ({
  title: 'Credits month by month',
  description: 'Credits in issue at the end of each month, and those spent and expired in it',
  kind: 'lines',
  of: 'Month',
  categories: months.map(({ month }) => monthName(month)),
  series: [
    { name: 'In issue', values: months.map((one) => credits(one.inIssue)) },
    { name: 'Spent', values: months.map((one) => credits(one.spent)) },
    { name: 'Expired', values: months.map((one) => credits(one.expired)) },
  ],
});

export interface CreditsFacts {
  readonly totals: CreditTotals;
  readonly months: readonly CreditMonth[];
  /** Of the page asked for, and one more. */
  readonly adjustments: readonly ListedAdjustment[];
  readonly number: number;
  /** Of schools and of people, by id. */
  readonly names: ReadonlyMap<string, string>;
  readonly personId: string | null;
}

/** Where the page shows a correction, and says why it could not be approved. */
export const correctionField = (adjustmentId: string): string => `correction-${adjustmentId}`;

export function presentCredits(
  { totals, months, adjustments, number, names, personId }: CreditsFacts,
  chart: Figure,
  form: FormState = blankForm(),
) {
  const { rows, pages } = pageOf(adjustments, number, pageHref(paths.credits.index));
  const model = {
    amounts: Object.values(creditAmounts(totals)),
    chart,
    months: months
      .map((one) => [
        monthName(one.month),
        ...[one.granted, one.earned, one.spent, one.expired, one.corrected, one.inIssue].map((amount) =>
          grouped.format(credits(amount)).replace('-', '−'),
        ),
      ])
      .reverse(),
    pages,
    adjustments: rows.map((one) => ({
      id: correctionField(one.adjustmentId),
      error: form.errors[correctionField(one.adjustmentId)]?.text,
      what: `${one.amount > 0n ? 'Add' : 'Take away'} ${quantity(one.amount > 0n ? one.amount : -one.amount, CREDIT)}`,
      school: names.get(one.schoolId) ?? '',
      reason: one.reason,
      proposed: `${names.get(one.proposedBy) ?? 'Someone'} on ${day(one.proposedAt)}`,
      state:
        one.state === 'proposed'
          ? null
          : `${one.state === 'approved' ? 'Approved' : 'Rejected'}${one.decidedBy ? ` by ${names.get(one.decidedBy) ?? 'someone'}` : ''}${one.decidedAt ? ` on ${day(one.decidedAt)}` : ''}`,
      own: one.proposedBy === personId,
      why: one.ownPart ? ownPart().message : null,
      approvalAction:
        one.ownPart || one.proposedBy === personId ? null : paths.credits.approval(one.adjustmentId),
      rejectionAction: paths.credits.rejection(one.adjustmentId),
    })),
  };
  return page('operator/credits/page.njk', 'Credits', model, { form });
}

const day = (at: Temporal.Instant): string => shortDate(civilDate(at));

/** `found` is null before anything was searched for. */
export const presentSchoolChoice = (text: string, found: Nearest<Member> | null) =>
  page(
    'operator/credits/school.njk',
    'Whose credits?',
    {
      text,
      searched: found !== null,
      more: found?.more,
      schools: (found?.shown ?? []).map((one) => ({
        name: one.name,
        note: [...new Set([one.town, one.la]), one.urn && `URN ${one.urn}`].filter(Boolean).join(', '),
        why: one.ownPart ? ownPart().message : null,
        href: one.ownPart ? null : paths.credits.change(one.organisationId),
      })),
    },
    { back: { href: paths.credits.index, text: 'Credits' } },
  );

const kinds: Record<ChangeForm['kind'], { text: string; hint: string }> = {
  grant: {
    text: 'Grant credits',
    hint: 'For something outside a plan, such as a prize or a reimbursement.',
  },
  add: { text: 'Correct: add credits', hint: 'A second person of the operator’s staff has to approve it.' },
  take: {
    text: 'Correct: take credits away',
    hint: 'A second person of the operator’s staff has to approve it.',
  },
};

interface ChangedSchool {
  readonly schoolId: string;
  readonly name: string;
  readonly available: bigint;
  /** The operator's kinds of service that may be chosen today. */
  readonly purposes: readonly Word[];
}

/** How many may be granted at once, before any is asked for. */
const grantHint = ({ left }: Grantable): string =>
  left > 0n
    ? `At once, up to ${quantity(left, CREDIT)} more; beyond that correct by adding credits.`
    : 'No more are granted to this school at once for now: correct by adding credits.';

export const presentChange = (school: ChangedSchool, grantable: Grantable, form: FormState) =>
  page(
    'operator/credits/change.njk',
    school.name,
    {
      has: quantity(school.available, CREDIT),
      action: paths.credits.change(school.schoolId),
      kinds: Object.entries(kinds).map(([value, { text, hint }]) => ({
        value,
        text,
        hint: { text: value === 'grant' ? `${hint} ${grantHint(grantable)}` : hint },
        checked: form.values.kind === value,
      })),
      purposes: school.purposes.map(({ code, label }) => ({
        value: code,
        text: label,
        checked: [form.values.restriction ?? []].flat().includes(code),
      })),
    },
    { form, back: { href: paths.credits.school, text: 'Choose another school' } },
  );

export const presentChangeCheck = (
  school: ChangedSchool,
  change: ChangeForm,
  /** Below nothing where credits are taken away. */
  amount: bigint,
  form: FormState,
) =>
  checkPage(
    'Check before it is written down',
    {
      rows: [
        { key: 'School', value: school.name },
        { key: 'What', value: kinds[change.kind].text },
        { key: 'Credits', value: quantity(amount < 0n ? -amount : amount, CREDIT) },
        {
          key: 'To spend then',
          value: `${quantity(school.available + amount, CREDIT)}, now ${quantity(school.available, CREDIT)}`,
        },
        { key: 'Why', value: change.reason },
        ...(change.kind === 'grant'
          ? [
              { key: 'To spend by', value: change.expiresOn ? longDate(change.expiresOn) : 'No last day' },
              {
                key: 'To spend on',
                value:
                  [change.restriction ?? []]
                    .flat()
                    .map((code) => labelOf(school.purposes, code))
                    .join(', ') || 'Anything',
              },
            ]
          : []),
      ],
      action: paths.credits.changed(school.schoolId),
      changeAction: paths.credits.change(school.schoolId),
      button: change.kind === 'grant' ? 'Grant the credits' : 'Propose the correction',
      then:
        change.kind === 'grant'
          ? 'The school can spend them at once.'
          : 'Nothing moves until a second person approves it.',
    },
    form,
  );

export const presentChanged = (name: string, granted: boolean) =>
  donePage(granted ? 'The credits are granted' : 'The correction is proposed', {
    text: name,
    next: [
      granted
        ? 'The school sees them on its statement and can spend them.'
        : 'It waits on the credits page for a second person of the operator’s staff. You may take it back there.',
    ],
    actions: [
      { text: 'Go to credits', href: paths.credits.index },
      { text: 'Another school', href: paths.credits.school },
    ],
  });
