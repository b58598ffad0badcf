import { newId, type Actor } from '#platform';
import type { Agreement } from '#agreements';
import { day, openStage } from '../stage.js';
import { publishPlan } from './offers.js';

/** What is asked for: the plan at £1,200 from today unless said. */
export interface Wanted {
  readonly agreementId?: string;
  readonly offerId?: string;
  readonly startsOn?: string;
  readonly purchaseOrder?: string;
  readonly backdatedBecause?: string;
}

/** A stage with plans at £600, £1,200 and £2,400 a year, and schools that have agreed to nothing yet. */
export async function openBuyers() {
  const stage = await openStage();
  const { db, agreements, limits, created, as } = stage;
  const small = await publishPlan(stage, 'Small', 60_000n);
  const middle = await publishPlan(stage, 'Middle', 120_000n);
  const large = await publishPlan(stage, 'Large', 240_000n);
  const schools = created.schools
    .map((school) => school.organisationId)
    .filter((id) => id !== stage.asking.organisationId);
  const manager = (schoolId: string): Actor => as(schoolId, 'business-manager');
  return {
    ...stage,
    small,
    middle,
    large,
    /** One that has no agreement yet. */
    nextSchool: () => schools.pop()!,
    manager,
    limit: (schoolId: string, pence: bigint) =>
      db.tx(as(schoolId), (tx) => limits.set(tx, schoolId, 'business-manager', pence)),
    prepare: (schoolId: string, { startsOn, ...wanted }: Wanted = {}, actor = as(schoolId)) =>
      db.tx(actor, (tx) =>
        agreements.prepare(tx, {
          agreementId: newId(),
          schoolId,
          offerId: middle,
          ...(startsOn && { startsOn: day(startsOn) }),
          ...wanted,
        }),
      ),
    decide: (
      verb: 'approve' | 'decline',
      { agreementId, schoolId }: Agreement,
      actor: Actor = as(schoolId),
    ) => db.tx(actor, (tx) => agreements[verb](tx, agreementId)),
    find: (agreementId: string) => db.tx(created.staff, (tx) => agreements.find(tx, agreementId)),
  };
}
export type Buyers = Awaited<ReturnType<typeof openBuyers>>;
