import { mayReport, reportable, type Visit } from '#delivery';
import { longDate, quantity, refusalOf, type Actor, type Temporal } from '#platform';
import { DAY } from '#operating-model';
import { checkPage, donePage, toSummary } from '../../kit/check.js';
import type { FormState } from '../../kit/form.js';
import { page } from '../../kit/page.js';
import { paths } from '../../paths.js';

export interface ReportFacts {
  readonly visit: Visit;
  readonly school: string;
  readonly practitioner: string;
  readonly today: Temporal.PlainDate;
  readonly actor: Pick<Actor, 'personId'>;
}

/** Refuses what `Visits.report` does of the visit. */
export function mayWrite({ actor, visit, today }: Pick<ReportFacts, 'actor' | 'visit' | 'today'>): void {
  mayReport(actor, visit);
  reportable(visit, today);
}

const rows = ({ visit, school, practitioner }: ReportFacts) => [
  { key: 'School', value: school },
  { key: 'Day', value: longDate(visit.visitOn) },
  { key: 'By', value: practitioner },
  { key: 'Purpose', value: visit.purpose },
];

/** Why there is no report to write now is said before anything is typed, and beside what was typed. */
export const presentReport = (facts: ReportFacts, form: FormState) =>
  page(
    'provider/visit-report/page.njk',
    `Report of the visit to ${facts.school}`,
    {
      rows: toSummary(rows(facts)),
      blocked: refusalOf(() => mayWrite(facts))?.message ?? null,
      written: [form.values.report].filter(Boolean),
      action: paths.visitReport(facts.visit.visitId),
    },
    { form, back: { href: paths.home } },
  );

export const presentReportCheck = (facts: ReportFacts, report: string, form: FormState) =>
  checkPage(
    'Check the report before you file it',
    {
      rows: [...rows(facts), { key: 'Report', value: report }],
      action: paths.visitReported(facts.visit.visitId),
      changeAction: paths.visitReport(facts.visit.visitId),
      button: 'File the report',
      then: 'The headteacher and the chair of governors can read it at once. It cannot be changed afterwards.',
    },
    form,
  );

export const presentReported = ({ visit, school }: ReportFacts) =>
  donePage('The report is filed', {
    text: `${school}, ${longDate(visit.visitOn)}.`,
    next: [
      visit.proposalId
        ? `${quantity(visit.portion, DAY)} of the agreed support is delivered, and its credits are earned.`
        : `${quantity(visit.portion, DAY)} of the school’s entitlement is used.`,
      'The headteacher reads the report and says how the visit went.',
    ],
    actions: [
      { text: 'Go to the next report', href: paths.home },
      { text: 'See the visit', href: paths.visits.show(visit.visitId) },
    ],
  });
