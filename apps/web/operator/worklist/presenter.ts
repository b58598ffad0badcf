import type { DocumentFilter, WorklistDocument, WorklistTotal } from '#insight';
import { dateWords, pounds, shortDate, type Temporal } from '#platform';
import { options } from '../../kit/choices.js';
import { page } from '../../kit/page.js';
import { addressQuery, pageOf } from '../../kit/page-number.js';
import { counted } from '../../kit/words.js';
import { paths } from '../../paths.js';

export interface WorklistFacts {
  readonly filter: DocumentFilter;
  readonly documents: readonly WorklistDocument[];
  readonly totals: readonly WorklistTotal[];
  readonly months: readonly string[];
  readonly today: Temporal.PlainDate;
  readonly number: number;
}

const rails = { invoice: 'Invoice', journal: 'Journal' } as const;

export function presentWorklist({ filter, documents, totals, months, today, number }: WorklistFacts) {
  const { rows, pages } = pageOf(
    documents,
    number,
    (page) => `${paths.worklist}?${addressQuery({ ...filter, page: String(page) })}`,
  );
  return page('operator/worklist/page.njk', 'Invoices and journals', {
    count: counted(
      totals.reduce((sum, one) => sum + one.documents, 0),
      'document',
    ),
    totals: totals.map((one) => [
      `${rails[one.rail]}s`,
      String(one.documents),
      pounds(one.net),
      pounds(one.vat),
      pounds(one.gross),
      pounds(one.overdueGross),
    ]),
    rows: rows.map((one) => ({
      number: one.number,
      href: paths.documents.show(one.documentId),
      rail: rails[one.rail],
      customer: {
        text: one.customer,
        // What it owes is of use to whoever may not look after organisations.
        href: [
          paths.parties.show(one.customerId),
          `${paths.worklist}?${addressQuery({ text: one.customer })}`,
        ],
      },
      about: one.school === one.customer ? null : `for ${one.school}`,
      issued: shortDate(one.issuedOn),
      due: shortDate(one.dueOn),
      overdue: one.dueOn < today.toString(),
      gross: pounds(one.gross),
    })),
    rails: options(
      [
        ['', 'Both'],
        ['invoice', 'Invoices'],
        ['journal', 'Journals'],
      ],
      filter.rail,
    ),
    due: options(
      [
        ['', 'Any day'],
        ['overdue', 'Past'],
        ['not-yet', 'Not yet due'],
      ],
      filter.due,
    ),
    months: options(
      [['', 'Any month'], ...months.map((month) => [month, monthName(month)] as const)],
      filter.month,
    ),
    text: filter.text ?? '',
    filtered: Object.values(filter).some(Boolean),
    pages,
  });
}

const monthOf = dateWords({ month: 'long', year: 'numeric' });
export const monthName = (month: string): string => monthOf(`${month}-01`);
