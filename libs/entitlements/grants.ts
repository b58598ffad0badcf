import { derivedId, type Temporal } from '#platform';
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

/** The grants of a signed agreement, each a lot that is spent on days of its term. */
export function grantCommands(
  operatorId: string,
  agreement: Granting,
  closedUntil: Temporal.PlainDate | null = null,
): Command[] {
  return agreement.grants.map(({ unit, amount, label }, position) => ({
    kind: 'post',
    id: derivedId(agreement.agreementId, `grant ${position}`),
    debit: accountId(operatorId, issued(unit)),
    credit: accountId(operatorId, poolOf(agreement.schoolId, unit)),
    amount,
    code: 'grant',
    reference: { type: 'agreement', id: agreement.agreementId },
    countsOn: countsFrom(agreement.startsOn, closedUntil),
    description: `${agreement.title}: ${label}`,
    lot: { validFrom: agreement.startsOn, expiresOn: agreement.endsOn },
  }));
}
