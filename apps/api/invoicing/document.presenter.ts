import type { DocumentRow, Line } from '#invoicing';
import { answer } from '../kit/answer.js';
import { Amount, Day, Decimal, Id, Parts, TextList, Words } from '../kit/fields.js';
import type { Quantity } from '../kit/quantity.js';

/** An invoice, or a journal between an authority and its own school. */
export class DocumentAnswer {
  @Id() documentId: string;
  @Words() number: string;
  @Words({ about: 'journal or invoice.' }) rail: string;
  @Words({
    about:
      'JOURNAL, VAT_INVOICE, EXEMPT_INVOICE, or PLAIN_INVOICE (of a supplier who is not registered for VAT).',
  })
  outcome: string;
  @Id() supplierId: string;
  @Words() supplier: string;
  @Id() customerId: string;
  @Words() customer: string;
  @Id() schoolId: string;
  @Words() school: string;
  @Words({ about: 'agreement, purchase or session.' }) causeType: string;
  @Id() causeId: string;
  @Day() issuedOn: string;
  @Day({ about: 'The time of supply.' }) taxPoint: string;
  @Day() dueOn: string;
  @Amount({ unit: 'GBP' }) net: Quantity;
  @Amount({ unit: 'GBP' }) vat: Quantity;
  @Amount({ unit: 'GBP' }) gross: Quantity;
  @Words({ nullable: true }) purchaseOrder: string | null;
}

export class LineAnswer {
  @Words() description: string;
  @Decimal({ about: 'How many, in hundredths.' }) quantity: number;
  @Amount({ unit: 'GBP' }) unitPrice: Quantity;
  @Amount({ unit: 'GBP' }) net: Quantity;
  @Decimal({ nullable: true, about: 'Hundredths of a per cent; null when there is no VAT.' }) vatRate:
    number | null;
  @Words({ nullable: true, about: 'CFR code for a maintained school, AAR code for an academy.' })
  accountCode: string | null;
}

export class DocumentWithLinesAnswer extends DocumentAnswer {
  @Words({ about: 'Why its tax is what it is.' }) taxBecause: string;
  @TextList({ about: 'As issued, as are the names.' }) supplierAddress: readonly string[];
  @Words({ nullable: true, about: 'As issued; null when the supplier was not registered for VAT.' })
  supplierVatNumber: string | null;
  @TextList() customerAddress: readonly string[];
  @Parts(() => LineAnswer) lines: LineAnswer[];
}

const named = (row: DocumentRow) => ({
  ...row,
  supplier: row.supplierDetails.name,
  customer: row.customerDetails.name,
});

export const presentDocument = (row: DocumentRow): DocumentAnswer => answer(DocumentAnswer, named(row));

export const presentDocumentWithLines = (
  row: DocumentRow & { lines: readonly Line[] },
): DocumentWithLinesAnswer =>
  answer(DocumentWithLinesAnswer, {
    ...named(row),
    supplierAddress: row.supplierDetails.address,
    supplierVatNumber: row.supplierDetails.vatNumber,
    customerAddress: row.customerDetails.address,
    lines: row.lines.map((line) => answer(LineAnswer, { ...line, quantity: Number(line.quantity) })),
  });
