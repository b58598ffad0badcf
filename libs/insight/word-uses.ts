import { Injectable } from '@nestjs/common';
import type { Vocabulary } from '#operating-model';
import type { Tx } from '#platform';

/** Rows of one kind that have a word. */
export interface WordUse {
  readonly what: string;
  readonly count: number;
}

/** Where the words of a list are written: for each kind of row, which have a word ($2) today ($3). A list that is not here counts nothing. */
const counted: Readonly<Partial<Record<Vocabulary, readonly (readonly [what: string, rows: string])[]>>> = {
  needs: [
    [
      'Offers',
      'catalogue.offers WHERE operator_id = $1 AND need = $2 AND (withdrawn_on IS NULL OR withdrawn_on > $3)',
    ],
    ['Requests for support', 'delivery.requests WHERE operator_id = $1 AND need = $2 AND asked_on <= $3'],
    [
      'People who lead on it',
      'delivery.practitioners WHERE operator_id = $1 AND $2 = ANY (needs) AND $3::date IS NOT NULL',
    ],
  ],
  designations: [
    [
      'People who hold it',
      'delivery.designations WHERE operator_id = $1 AND designation = $2 AND from_on <= $3 AND (until_on IS NULL OR until_on >= $3)',
    ],
  ],
  service_types: [
    [
      'Offers',
      'catalogue.offers WHERE operator_id = $1 AND service_type = $2 AND (withdrawn_on IS NULL OR withdrawn_on > $3)',
    ],
  ],
  units: [
    [
      'Accounts that hold some',
      'ledger.balances WHERE operator_id = $1 AND unit = $2 AND (posted <> 0 OR held_out <> 0) AND $3::date IS NOT NULL',
    ],
  ],
  party_roles: [
    [
      'Organisations',
      'identity.party_roles WHERE operator_id = $1 AND role = $2 AND from_on <= $3 AND (until_on IS NULL OR until_on >= $3)',
    ],
  ],
};

/** What has one of the operator's own words today, for whoever ends it. */
@Injectable()
export class WordUses {
  async of(tx: Tx, vocabulary: Vocabulary, code: string): Promise<WordUse[]> {
    const kinds = counted[vocabulary];
    if (!kinds) return [];
    const uses = await tx.query<WordUse>(
      kinds
        .map(([what, rows]) => `SELECT '${what}' AS what, count(*)::int AS count FROM ${rows}`)
        .join(' UNION ALL '),
      [tx.operatorId, code, tx.today.toString()],
    );
    return kinds.flatMap(([what]) => uses.filter((use) => use.what === what && use.count > 0));
  }
}
