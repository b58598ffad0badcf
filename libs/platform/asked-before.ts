import type { EntityTarget, FindOptionsWhere, ObjectLiteral } from 'typeorm';
import { locksOf } from './db/locks.js';
import type { Tx } from './db/tx.js';
import { Refusal } from './refusal.js';

/** Of two who ask under one id at the same moment the second waits, and finds what the first did. */
export async function oneAtATime(tx: Tx, id: string): Promise<void> {
  await tx.query(`SELECT pg_advisory_xact_lock(${locksOf.asked}, hashtext($1))`, [id]);
}

/**
 * What was kept when this was asked for the first time, under the id that its caller gave it; null when this is the first. Asked again
 * with other content it is another thing, and refused as `code`.
 */
export async function askedBefore<Row extends ObjectLiteral>(
  tx: Tx,
  entity: EntityTarget<Row>,
  id: Readonly<Record<string, string>>,
  content: { readonly [column in keyof Row]?: unknown },
  code: string,
): Promise<Row | null> {
  await oneAtATime(tx, Object.values(id).join());
  const kept = await tx.em.findOneBy(entity, {
    operatorId: tx.operatorId,
    ...id,
  } as unknown as FindOptionsWhere<Row>);
  if (kept) sameAgain(kept, content, code);
  return kept;
}

/** Refuses, as `code`, content that is not what was kept. */
export function sameAgain(kept: object, content: object, code: string): true {
  const was = kept as Readonly<Record<string, unknown>>;
  const same = Object.entries(content).every(([name, now]) => String(was[name] ?? '') === String(now ?? ''));
  if (!same) throw askedOtherwise(code);
  return true;
}

export const askedOtherwise = (code: string): Refusal =>
  new Refusal(code, 'This was sent already with other details. Begin again if you want another.');
