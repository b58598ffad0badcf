import { derivedId, Temporal } from '#platform';
import type { GrantRow } from '#catalogue';
import { accountId, countsFrom, type Command } from '#ledger';
import { issued, poolOf } from './pools.js';

/** Of a signed agreement, what it grants and for which days. */
export interface Granting {
  readonly agreementId: string;
  readonly schoolId: string;
  readonly title: string;
  readonly startsOn: Temporal.PlainDate;
  readonly endsOn: Temporal.PlainDate;
  readonly grants: readonly GrantRow[];
}

/**
 * The grants of a signed agreement, each a lot that is spent on days of its term, and on what the plan keeps it for. None where the books are closed beyond its end: what
 * counted from the first open day could be spent on no day any more.
 */
export function grantCommands(
  operatorId: string,
  agreement: Granting,
  closedUntil: Temporal.PlainDate | null = null,
): Command[] {
  const countsOn = countsFrom(agreement.startsOn, closedUntil);
  if (Temporal.PlainDate.compare(countsOn, agreement.endsOn) > 0) return [];
  return agreement.grants.map(({ unit, amount, label, restriction }, position) => ({
    kind: 'post',
    id: derivedId(agreement.agreementId, `grant ${position}`),
    debit: accountId(operatorId, issued(unit)),
    credit: accountId(operatorId, poolOf(agreement.schoolId, unit)),
    amount,
    code: 'grant',
    reference: { type: 'agreement', id: agreement.agreementId },
    countsOn,
    description: `${agreement.title}: ${label}`,
    lot: { validFrom: agreement.startsOn, expiresOn: agreement.endsOn, ...(restriction && { restriction }) },
  }));
}
