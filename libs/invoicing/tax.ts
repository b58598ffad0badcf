import { proportion, Temporal } from '#platform';
import type { FundingStatus } from '#catalogue';
import type { TaxedAs } from '#operating-model';

/** All that the tax of a supply depends on; frozen on the document (handbook Part 1 (b)). */
export interface TaxFacts {
  readonly supplier: 'la' | 'company' | 'school' | 'sole-trader';
  readonly supplierVatRegistered: boolean;
  readonly service: TaxedAs;
  /** The customer's funding status, or the authority when it pays itself. */
  readonly customer: FundingStatus | 'la';
  /** Whether the operator's journal rule held for the school's type on the day (journal-rules.ts). */
  readonly journalled: boolean;
  /** A school's delegated budget share, its own (private) funds, or money of an authority's fund. */
  readonly funding: 'budget-share' | 'own-funds' | 'la-fund';
  /** Whether the supplier is the customer's maintaining authority, or is itself the customer. */
  readonly supplierIsCustomersLa: boolean;
}

/** A plain invoice is that of a supplier who is not registered for VAT: it charges none, and may not call it a VAT invoice. */
export type TaxOutcome = 'JOURNAL' | 'VAT_INVOICE' | 'EXEMPT_INVOICE' | 'PLAIN_INVOICE';

export interface Tax {
  readonly outcome: TaxOutcome;
  /** Hundredths of a per cent; null when there is no VAT. */
  readonly vatRate: number | null;
  /** In one plain sentence. */
  readonly because: string;
}

/** The standard rate since 4 January 2011, in hundredths of a per cent. */
export const standardRate = 2000;

/** Bodies whose education and training is exempt: authorities and schools, not companies (VATA 1994 Sch 9 Group 6). */
const eligible = (facts: TaxFacts): boolean => facts.supplier === 'la' || facts.supplier === 'school';
const customerEligible = (facts: TaxFacts): boolean => facts.customer !== 'other';

export function tax(facts: TaxFacts): Tax {
  const recharge =
    facts.supplier === 'la' &&
    facts.supplierIsCustomersLa &&
    (facts.customer === 'la' || (facts.customer === 'maintained' && facts.funding === 'budget-share'));
  if (recharge && (facts.customer === 'la' || facts.journalled)) {
    return {
      outcome: 'JOURNAL',
      vatRate: null,
      because:
        'The authority recharges its own maintained school’s budget share, which is its own money until spent: a journal, no VAT.',
    };
  }
  const invoice = invoiceTax(facts);
  return recharge
    ? {
        ...invoice,
        because: `Schools of this type are outside the rule for journals, though their own authority supplies them. ${invoice.because}`,
      }
    : invoice;
}

function invoiceTax(facts: TaxFacts): Tax {
  if (facts.service === 'training' && eligible(facts)) {
    return {
      outcome: 'EXEMPT_INVOICE',
      vatRate: null,
      because: 'Training supplied by an authority or school is exempt from VAT.',
    };
  }
  if (facts.service === 'teaching-staff' && eligible(facts) && customerEligible(facts)) {
    return {
      outcome: 'EXEMPT_INVOICE',
      vatRate: null,
      because: 'Teaching staff supplied by one school or authority to another are exempt from VAT.',
    };
  }
  if (!facts.supplierVatRegistered)
    return {
      outcome: 'PLAIN_INVOICE',
      vatRate: null,
      because: 'The supplier is not registered for VAT, so it charges none.',
    };
  return { outcome: 'VAT_INVOICE', vatRate: standardRate, because: 'Standard-rated: VAT at 20%.' };
}

/** VAT on a document's total, half up: the total method (handbook Part 1 (b) 8). */
export const vatOn = (net: bigint, vatRate: number | null): bigint =>
  vatRate === null ? 0n : proportion(net, BigInt(vatRate), 10_000n);

/** Net and VAT of a document's lines by rate, the highest rate first; no rate last. */
export function totalsByRate(
  lines: readonly { readonly net: bigint; readonly vatRate: number | null }[],
): { vatRate: number | null; net: bigint; vat: bigint }[] {
  const nets = new Map<number | null, bigint>();
  for (const { net, vatRate } of lines) nets.set(vatRate, (nets.get(vatRate) ?? 0n) + net);
  return [...nets]
    .map(([vatRate, net]) => ({ vatRate, net, vat: vatOn(net, vatRate) }))
    .sort((one, other) => (other.vatRate ?? -1) - (one.vatRate ?? -1));
}

/** Days after a delivery within which an invoice makes its own day the tax point (VATA 1994 s.6(5)). */
const daysToInvoice = 14;

/**
 * The time of supply. What is billed ahead, or goes on all year, counts on the day of its invoice (handbook Part 1 (b) 7),
 * and so does what was delivered at most 14 days before; what is invoiced later counts on the day of delivery.
 */
export const taxPoint = (
  issuedOn: Temporal.PlainDate,
  deliveredOn: Temporal.PlainDate | null,
): Temporal.PlainDate =>
  deliveredOn && Temporal.PlainDate.compare(issuedOn, deliveredOn.add({ days: daysToInvoice })) > 0
    ? deliveredOn
    : issuedOn;

/** The account code the school books it to: CFR when maintained, AAR when an academy, none else (handbook Part 1 (c)). */
export const accountCode = (
  customer: FundingStatus | 'la',
  offer: { cfrCode: string; aarCode: string },
): string | null =>
  customer === 'maintained' ? offer.cfrCode : customer === 'academy' ? offer.aarCode : null;
