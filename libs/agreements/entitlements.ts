import { derivedId } from '#platform';
import { issued, poolOf, type GrantUnit } from '#entitlements';
import { accountId, type Command } from '#ledger';
import type { Agreement } from './agreement.entity.js';

/** The grants of a signed agreement, each a lot that is spent on days of its term. */
export function grantCommands(
  operatorId: string,
  agreement: Pick<Agreement, 'agreementId' | 'schoolId' | 'title' | 'startsOn' | 'endsOn' | 'grants'>,
): Command[] {
  return agreement.grants.map((grant, position) => {
    const unit = grant.unit as GrantUnit;
    return {
      kind: 'post',
      id: derivedId(agreement.agreementId, `grant ${position}`),
      debit: accountId(operatorId, issued(unit)),
      credit: accountId(operatorId, poolOf(agreement.schoolId, unit)),
      amount: grant.amount,
      code: 'grant',
      reference: { type: 'agreement', id: agreement.agreementId },
      countsOn: agreement.startsOn,
      description: `${agreement.title}: ${grant.label}`,
      lot: { validFrom: agreement.startsOn, expiresOn: agreement.endsOn },
    };
  });
}
