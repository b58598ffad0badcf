import { Injectable } from '@nestjs/common';
import { changedMeanwhile, notFound, type Tx } from '#platform';
import { Agreement, type AgreementState } from './agreement.entity.js';

export interface AgreementFilter {
  readonly schoolId?: string;
  readonly providerId?: string;
  readonly state?: AgreementState;
  /** The last one of the page before. */
  readonly after?: string;
  readonly limit?: number;
}

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

  async list(tx: Tx, { after, limit = 200, ...filter }: AgreementFilter): Promise<Agreement[]> {
    const query = tx.em
      .createQueryBuilder(Agreement, 'a')
      .where({ operatorId: tx.operatorId, ...filter })
      .orderBy('a.startsOn', 'DESC')
      .addOrderBy('a.agreementId', 'DESC')
      .take(limit);
    if (after) {
      query.andWhere(
        '(a.startsOn, a.agreementId) < (SELECT starts_on, agreement_id FROM agreements.agreement WHERE operator_id = :operator AND agreement_id = :after)',
        { operator: tx.operatorId, after },
      );
    }
    return query.getMany();
  }

  /** Finds it, held against every other change until this transaction ends. */
  async lock(tx: Tx, agreementId: string): Promise<Agreement> {
    await tx.query(
      'SELECT FROM agreements.agreement WHERE operator_id = $1 AND agreement_id = $2 FOR NO KEY UPDATE',
      [tx.operatorId, agreementId],
    );
    return this.find(tx, agreementId);
  }

  /** Refuses: `platform.changed-meanwhile`. */
  async update(tx: Tx, agreement: Agreement, changes: Partial<Agreement>): Promise<Agreement> {
    const { operatorId, agreementId, version } = agreement;
    const { affected } = await tx.em.update(
      Agreement,
      { operatorId, agreementId, version },
      { ...changes, version: version + 1 },
    );
    if (affected !== 1) throw changedMeanwhile('agreement');
    return { ...agreement, ...changes, version: version + 1 };
  }
}
