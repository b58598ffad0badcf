import type { DocumentRow, Line } from '#invoicing';
import { Day, Decimal, Id, Parts, TextList, Words } from '../kit/fields.js';
import { Amount, toQuantity, type Quantity } from '../kit/quantity.js';

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
  @Amount() net: Quantity;
  @Amount() vat: Quantity;
  @Amount() gross: Quantity;
  @Words({ nullable: true }) purchaseOrder: string | null;
}

export class LineAnswer {
  @Words() description: string;
  @Decimal({ about: 'How many, in hundredths.' }) quantity: number;
  @Amount() unitPrice: Quantity;
  @Amount() net: Quantity;
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

export const presentDocument = (row: DocumentRow): DocumentAnswer => ({
  documentId: row.documentId,
  number: row.number,
  rail: row.rail,
  outcome: row.outcome,
  supplierId: row.supplierId,
  supplier: row.supplierDetails.name,
  customerId: row.customerId,
  customer: row.customerDetails.name,
  schoolId: row.schoolId,
  school: row.school,
  causeType: row.causeType,
  causeId: row.causeId,
  issuedOn: row.issuedOn,
  taxPoint: row.taxPoint,
  dueOn: row.dueOn,
  net: toQuantity(row.net, 'GBP'),
  vat: toQuantity(row.vat, 'GBP'),
  gross: toQuantity(row.gross, 'GBP'),
  purchaseOrder: row.purchaseOrder,
});

export const presentDocumentWithLines = (
  row: DocumentRow & { lines: readonly Line[] },
): DocumentWithLinesAnswer => ({
  ...presentDocument(row),
  taxBecause: row.taxBecause,
  supplierAddress: row.supplierDetails.address,
  supplierVatNumber: row.supplierDetails.vatNumber,
  customerAddress: row.customerDetails.address,
  lines: row.lines.map((line) => ({
    description: line.description,
    quantity: Number(line.quantity),
    unitPrice: toQuantity(line.unitPrice, 'GBP'),
    net: toQuantity(line.net, 'GBP'),
    vatRate: line.vatRate,
    accountCode: line.accountCode,
  })),
});
