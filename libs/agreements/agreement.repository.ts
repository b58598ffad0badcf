import { Injectable } from '@nestjs/common';
import { changedMeanwhile, notFound, type Tx } from '#platform';
import { Agreement } from './agreement.entity.js';

@Injectable()
export class AgreementRepository {
  async insert(tx: Tx, agreement: Agreement): Promise<void> {
    await tx.em.insert(Agreement, agreement);
  }

  /** Refuses: `platform.not-found`. */
  async find(tx: Tx, agreementId: string): Promise<Agreement> {
    const agreement = await tx.em.findOneBy(Agreement, { operatorId: tx.operatorId, agreementId });
    if (!agreement) throw notFound('agreement');
    return agreement;
  }

  /** Finds it, held against every other change until this transaction ends. */
  async lock(tx: Tx, agreementId: string): Promise<Agreement> {
    await tx.query('SELECT FROM agreements.agreement WHERE operator_id = $1 AND agreement_id = $2 FOR NO KEY UPDATE', [tx.operatorId, agreementId]);
    return this.find(tx, agreementId);
  }

  /** Refuses: `platform.changed-meanwhile`. */
  async update(tx: Tx, agreement: Agreement, changes: Partial<Agreement>): Promise<Agreement> {
    const { operatorId, agreementId, version } = agreement;
    const { affected } = await tx.em.update(Agreement, { operatorId, agreementId, version }, { ...changes, version: version + 1 });
    if (affected !== 1) throw changedMeanwhile('agreement');
    return { ...agreement, ...changes, version: version + 1 };
  }
}
