import { Parameters, type Tx, type Unit } from '#platform';
import type { Purchase } from './purchase.entity.js';

/** A purchase, and what its amount is counted in. */
export interface PurchaseRow extends Omit<Purchase, 'unit'> {
  readonly unit: Unit;
}

export interface PurchaseFilter {
  readonly purchaseId?: string;
  readonly schoolId?: string;
  readonly providerId?: string;
  readonly laId?: string;
  readonly walletId?: string;
  /** False: only those that still wait; true: only those delivered or called off. */
  readonly finished?: boolean;
  readonly oldestFirst?: boolean;
  /** The last one of the page before, newest first. */
  readonly after?: string;
  readonly offset?: number;
  readonly limit?: number;
}

/** Each with how many there are altogether. */
export function purchaseRows(tx: Tx, filter: PurchaseFilter): Promise<(PurchaseRow & { total: number })[]> {
  const order = filter.oldestFirst ? 'ASC' : 'DESC';
  const { values, and, page } = new Parameters(tx.operatorId);
  return tx.query(
    `SELECT p.operator_id, purchase_id, school_id, provider_id, la_id, wallet_id, offer_id, title, taxed_as, cfr_code, aar_code, means, amount,
            u.words AS unit, purchase_order, state, bought_on, bought_by, finished_on, version, count(*) OVER ()::int AS total
       FROM agreements.purchase p JOIN operating_model.units u ON u.operator_id = p.operator_id AND u.code = p.unit
      WHERE p.operator_id = $1 ${and('purchase_id = ?', filter.purchaseId)} ${and('school_id = ?', filter.schoolId)} ${and('provider_id = ?', filter.providerId)}
        ${and('la_id = ?', filter.laId)} ${and('wallet_id = ?', filter.walletId)} ${and(`state ${filter.finished ? '<>' : '='} 'committed'`, filter.finished)}
        ${and('(bought_on, purchase_id) < (SELECT bought_on, purchase_id FROM agreements.purchase WHERE operator_id = $1 AND purchase_id = ?)', filter.after)}
      ORDER BY bought_on ${order}, purchase_id ${order} ${page(filter)}`,
    values,
  );
}
