import { hash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Refusal, type Tx } from '#platform';

/** What a party's programs have asked for under a key of their own, so that asking again changes nothing. */
@Injectable()
export class Idempotency {
  /**
   * Whether the party asks this for the first time under `key`; remembers it in the same transaction as its effect, so
   * that of two at once the second waits and sees the first. Refuses: `identity.idempotency-key-reused`.
   */
  async first(tx: Tx, key: string, operation: string, input: unknown): Promise<boolean> {
    const of = [tx.operatorId, tx.actor.organisationId, key];
    const inputHash = hash('sha256', JSON.stringify(input ?? null), 'buffer');
    const added = await tx.query(
      `INSERT INTO identity.asked_once (operator_id, organisation_id, idempotency_key, operation, input_hash, asked_at)
       VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING RETURNING idempotency_key`,
      [...of, operation, inputHash, tx.now.toString()],
    );
    if (added.length) return true;
    const same = await tx.query(
      `SELECT FROM identity.asked_once WHERE operator_id = $1 AND organisation_id = $2 AND idempotency_key = $3
         AND operation = $4 AND input_hash = $5`,
      [...of, operation, inputHash],
    );
    if (!same.length) {
      throw new Refusal(
        'identity.idempotency-key-reused',
        'This Idempotency-Key was already used for something else. Use a new one.',
        'invalid',
      );
    }
    return false;
  }
}
