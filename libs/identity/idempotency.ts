import { hash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { insertNew, Refusal, type Tx } from '#platform';
import { AskedOnce } from './asked-once.entity.js';

/** What a party's programs have asked for under a key of their own, so that asking again changes nothing. */
@Injectable()
export class Idempotency {
  /**
   * Whether the party asks this for the first time under `key`; remembers it in the same transaction as its effect, so
   * that of two at once the second waits and sees the first. Refuses: `identity.idempotency-key-reused`.
   */
  async first(tx: Tx, key: string, operation: string, input: unknown): Promise<boolean> {
    const { operatorId, now: askedAt } = tx;
    // A key is an organisation's.
    const organisationId = tx.actor.organisationId!;
    const inputHash = hash('sha256', JSON.stringify(input ?? null), 'buffer');
    const of = { operatorId, organisationId, idempotencyKey: key };
    if (await insertNew(tx, AskedOnce, { ...of, operation, inputHash, askedAt })) return true;
    if (!(await tx.em.existsBy(AskedOnce, { ...of, operation, inputHash }))) {
      throw new Refusal(
        'identity.idempotency-key-reused',
        'This Idempotency-Key was already used for something else. Use a new one.',
        'invalid',
      );
    }
    return false;
  }
}
