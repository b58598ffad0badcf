import { notFound, type Tx } from '#platform';
import { saidOf } from './visit.js';
import { Visit } from './visit.entity.js';

/** Refuses: `platform.not-found`. */
export async function findVisit(tx: Tx, visitId: string): Promise<Visit> {
  const visit = await tx.em.findOneBy(Visit, { operatorId: tx.operatorId, visitId });
  if (!visit) throw notFound('visit');
  return visit;
}

/** Finds it, held against every other change until this transaction ends. Refuses: `platform.not-found`. */
export async function lockVisit(tx: Tx, visitId: string): Promise<Visit> {
  await tx.query('SELECT FROM delivery.visit WHERE operator_id = $1 AND visit_id = $2 FOR NO KEY UPDATE', [
    tx.operatorId,
    visitId,
  ]);
  return findVisit(tx, visitId);
}

/** Of a visit that this transaction has locked. */
export async function updateVisit(tx: Tx, visit: Visit, changes: Partial<Visit>): Promise<Visit> {
  const changed = { ...changes, version: visit.version + 1 };
  await tx.say('visit', saidOf({ ...visit, ...changed }));
  await tx.em.update(Visit, { operatorId: visit.operatorId, visitId: visit.visitId }, changed);
  return { ...visit, ...changed };
}
