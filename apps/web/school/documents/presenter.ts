import { totalsByRate, type DocumentRow, type Line } from '#invoicing';
import { decimal, longDate, pounds, shortDate, type Actor } from '#platform';
import { sortCode } from '../../operator/billing-details/presenter.js';
import { toSummary, type Row } from '../../kit/check.js';
import type { Href } from '../../kit/doors.js';
import { page } from '../../kit/page.js';
import { pageHref, pagesOf } from '../../kit/page-number.js';
import { paths } from '../../paths.js';

const railName: Record<DocumentRow['rail'], string> = { invoice: 'Invoice', journal: 'Journal' };

export function presentDocuments(
  documents: readonly (DocumentRow & { total: number })[],
  actor: Actor,
  number: number,
) {
  const sold = (row: DocumentRow): boolean =>
    actor.organisationIds.includes(row.supplierId) || actor.scope === 'operator';
  return page(
    'school/documents/list.njk',
    'Invoices and journals',
    {
      documents: documents.map((row) => ({
        number: row.number,
        href: paths.documents.show(row.documentId),
        kind: railName[row.rail],
        purchaseOrder: row.purchaseOrder,
        name: sold(row) ? row.customer : row.supplier,
        // An authority's, for what its fund bought this school.
        payer: sold(row) || actor.organisationIds.includes(row.customerId) ? null : row.customer,
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

const titles: Record<DocumentRow['outcome'], string> = {
  JOURNAL: 'Journal',
  VAT_INVOICE: 'VAT invoice',
  EXEMPT_INVOICE: 'Invoice',
  PLAIN_INVOICE: 'Invoice',
};
const hundredths = { places: 2 };
const percent = (rate: number): string => `${decimal(BigInt(rate), hundredths)}%`;

/** What a full VAT invoice must say (VAT Regulations 1995 reg 14), as frozen when it was issued. */
export function presentDocument(row: DocumentRow & { lines: readonly Line[] }) {
  const { supplierDetails: supplier, customerDetails: customer } = row;
  const rows: Row[] = [
    ...(row.schoolId === row.customerId ? [] : [{ key: 'For', value: row.school }]),
    { key: 'Date', value: longDate(row.issuedOn) },
    ...(row.outcome === 'VAT_INVOICE' ? [{ key: 'Tax point', value: longDate(row.taxPoint) }] : []),
    { key: row.rail === 'journal' ? 'Recharged by' : 'To be paid by', value: longDate(row.dueOn) },
    ...(row.rail === 'invoice' && supplier.bank
      ? [
          {
            key: 'Pay into',
            value: `${supplier.bank.name}, sort code ${sortCode(supplier.bank.sortCode)}, account ${supplier.bank.number}, reference ${row.number}`,
          },
        ]
      : []),
    { key: 'Purchase order', value: row.purchaseOrder ?? 'None' },
  ];
  const codes = row.lines.some((line) => line.accountCode);
  return page(
    'school/documents/show.njk',
    `${titles[row.outcome]} ${row.number}`,
    {
      example: supplier.illustrative,
      from: {
        name: supplier.name,
        lines: supplier.address,
        vat: row.rail === 'journal' ? null : supplier.vatNumber,
      },
      to: { name: customer.name, lines: customer.address },
      rows: toSummary(rows),
      codes,
      codeName: `${row.lines[0]?.accountCode} is the ${row.taxFacts.customer === 'academy' ? 'academies accounts return (AAR)' : 'consistent financial reporting (CFR)'} code to book it under.`,
      lines: row.lines.map((line) => ({
        what: line.description,
        quantity: decimal(line.quantity, hundredths),
        price: pounds(line.unitPrice),
        net: pounds(line.net),
        vat: line.vatRate === null ? 'No VAT' : percent(line.vatRate),
        code: line.accountCode ?? '',
      })),
      totals: totals(row),
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

/** Net and VAT of each rate when there are several, then of all. */
function totals(row: DocumentRow & { lines: readonly Line[] }): { label: string; amount: string }[] {
  const rates = totalsByRate(row.lines);
  const one = rates.length === 1 ? rates[0]! : null;
  return [
    ...(one
      ? []
      : rates.flatMap(({ vatRate, net, vat }) => [
          {
            label: vatRate === null ? 'Without VAT' : `At ${percent(vatRate)}, before VAT`,
            amount: pounds(net),
          },
          ...(vatRate === null ? [] : [{ label: `VAT at ${percent(vatRate)}`, amount: pounds(vat) }]),
        ])),
    { label: 'Before VAT', amount: pounds(row.net) },
    { label: one?.vatRate ? `VAT at ${percent(one.vatRate)}` : 'VAT', amount: pounds(row.vat) },
  ];
}
