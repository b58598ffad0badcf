import type { DocumentRow, Line } from '#invoicing';
import { decimal, longDate, pounds, shortDate, type Actor } from '#platform';
import { toSummary, type Row } from '../kit/check.js';
import type { Href } from '../kit/doors.js';
import { page } from '../kit/page.js';
import { pageHref, pagesOf } from '../kit/page-number.js';
import { paths } from '../paths.js';

const railName: Record<DocumentRow['rail'], string> = { invoice: 'Invoice', journal: 'Journal' };

export function presentDocuments(
  documents: readonly (DocumentRow & { total: number })[],
  actor: Actor,
  number: number,
) {
  const name = (row: DocumentRow): string =>
    actor.organisationIds.includes(row.supplierId) || actor.scope === 'operator'
      ? row.customer
      : row.supplier;
  return page(
    'documents/list.njk',
    'Invoices and journals',
    {
      documents: documents.map((row) => ({
        number: row.number,
        href: paths.documents.show(row.documentId),
        kind: railName[row.rail],
        name: name(row),
        issued: shortDate(row.issuedOn),
        gross: pounds(row.gross),
      })),
      pages: pagesOf(documents[0]?.total ?? 0, number, pageHref(paths.documents.index)),
    },
    { back: { href: paths.home } },
  );
}

const causePath: Record<string, (id: string) => Href> = {
  agreement: (id) => paths.agreements.show(id),
  purchase: (id) => paths.purchases.show(id),
  // A school's page of it, or its provider's.
  session: (id) => [paths.courses.show(id), paths.courseDates.show(id)],
};
const causeWords: Record<string, string> = {
  agreement: 'The agreement',
  purchase: 'The purchase',
  session: 'The course',
};

export function presentDocument(row: DocumentRow & { lines: readonly Line[] }) {
  const rows: Row[] = [
    { key: 'From', value: row.supplier },
    { key: 'To', value: row.customer },
    ...(row.schoolId === row.customerId ? [] : [{ key: 'For', value: row.school }]),
    { key: 'Date', value: longDate(row.issuedOn) },
    { key: row.rail === 'journal' ? 'Recharged by' : 'To be paid by', value: longDate(row.dueOn) },
    { key: 'Purchase order', value: row.purchaseOrder ?? 'None' },
  ];
  const codes = row.lines.some((line) => line.accountCode);
  return page(
    'documents/show.njk',
    `${railName[row.rail]} ${row.number}`,
    {
      rows: toSummary(rows),
      codes,
      codeName: `${row.lines[0]?.accountCode} is the ${row.taxFacts.customer === 'academy' ? 'academies accounts return (AAR)' : 'consistent financial reporting (CFR)'} code to book it under.`,
      lines: row.lines.map((line) => ({
        what: line.description,
        quantity: decimal(line.quantity, 'DAY'),
        price: pounds(line.unitPrice),
        net: pounds(line.net),
        vat: line.vatRate === null ? 'No VAT' : `${decimal(BigInt(line.vatRate), 'DAY')}%`,
        code: line.accountCode ?? '',
      })),
      net: pounds(row.net),
      vat: pounds(row.vat),
      gross: pounds(row.gross),
      because: row.taxBecause,
      cause: {
        text: causeWords[row.causeType] ?? 'What it is for',
        href: causePath[row.causeType]?.(row.causeId) ?? null,
      },
    },
    { back: { href: [paths.documents.index, paths.worklist] } },
  );
}
