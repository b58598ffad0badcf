import { CreditBank } from '#entitlements';
import { ApiKeys, Nominations, People } from '#identity';
import { Failures, newId, type Actor, type Database } from '#platform';

/** What waits for somebody else's word: a key and a colleague for the school's head, a correction for a second administrator, a failure. */
export async function waiting(
  db: Database,
  staff: Actor,
  { hostId, schoolId, by }: { hostId: string; schoolId: string; by: string },
  get: <T>(facade: new (...parts: never[]) => T) => T,
): Promise<void> {
  const proposer = { ...staff, role: 'administrator', personId: by, organisationId: hostId } as const;
  await db.tx(proposer, async (tx) => {
    for (const name of ['MIS', 'Finance system'])
      await get(ApiKeys).issue(tx, { organisationId: schoolId, name, scopes: ['read'] });
    const personId = await get(People).add(tx, { name: 'Jo Bright', email: `${newId()}@example.org` });
    await get(Nominations).propose(tx, { personId, organisationId: schoolId, role: 'chair' });
    const correction = { id: newId(), schoolId, amount: 100n, reason: 'A course was called off' };
    await get(CreditBank).proposeAdjustment(tx, correction);
    const error = new Error('The register gives no authority.');
    const failed = { work: 'invoicing.bill-due', subjectId: newId(), entityId: schoolId, error };
    await get(Failures).record(tx, failed);
  });
}
