import { proportion } from '#platform';
import type { FundingStatus, ServiceType } from '#catalogue';

/** All that the tax of a supply depends on; frozen on the document (handbook Part 1 (b)). */
export interface TaxFacts {
  readonly supplier: 'la' | 'company' | 'school' | 'sole-trader';
  readonly supplierVatRegistered: boolean;
  readonly service: ServiceType;
  /** The customer's funding status, or the authority when it pays itself. */
  readonly customer: FundingStatus | 'la';
  /** A school's delegated budget share, its own (private) funds, or money of an authority's fund. */
  readonly funding: 'budget-share' | 'own-funds' | 'la-fund';
  /** Whether the supplier is the customer's maintaining authority, or is itself the customer. */
  readonly supplierIsCustomersLa: boolean;
}

export type TaxOutcome = 'JOURNAL' | 'VAT_INVOICE' | 'EXEMPT_INVOICE';

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
  if (
    facts.supplier === 'la' &&
    facts.supplierIsCustomersLa &&
    ((facts.customer === 'maintained' && facts.funding === 'budget-share') || facts.customer === 'la')
  ) {
    return {
      outcome: 'JOURNAL',
      vatRate: null,
      because:
        'The authority recharges its own maintained school’s budget share, which is its own money until spent: a journal, no VAT.',
    };
  }
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
    return { outcome: 'EXEMPT_INVOICE', vatRate: null, because: 'The supplier is not registered for VAT.' };
  return { outcome: 'VAT_INVOICE', vatRate: standardRate, because: 'Standard-rated: VAT at 20%.' };
}

/** VAT on a document's total, half up: the total method (handbook Part 1 (b) 8). */
export const vatOn = (net: bigint, vatRate: number | null): bigint =>
  vatRate === null ? 0n : proportion(net, BigInt(vatRate), 10_000n);

/** The account code the school books it to: CFR when maintained, AAR when an academy, none else (handbook Part 1 (c)). */
export const accountCode = (
  customer: FundingStatus | 'la',
  offer: { cfrCode: string; aarCode: string },
): string | null =>
  customer === 'maintained' ? offer.cfrCode : customer === 'academy' ? offer.aarCode : null;
