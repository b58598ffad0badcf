import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Membership, Provision, SchoolYear } from '#insight';
import { openSupport, type SupportStage } from '../rules/delivery/support.js';

/** What a home or a page of a school shows is bounded, and says how many there are altogether. */
let stage: SupportStage;
beforeAll(async () => {
  stage = await openSupport();
}, 240_000);
afterAll(() => stage?.close());

test('of visits that come, and of those whose report waits, the nearest ten are shown and all are counted', async () => {
  const { db, created, asking, head, sip } = stage;
  const schoolId = asking.organisationId;
  await db.tx(created.staff, (tx) =>
    tx.query(
      `INSERT INTO delivery.visit (operator_id, visit_id, school_id, practitioner_id, home_id, visit_on, portion, purpose, state)
       SELECT $1, gen_random_uuid(), $2, $3, $4, $5::date + n, 50, 'Termly', 'booked' FROM generate_series(-11, 12) n`,
      [created.operatorId, schoolId, sip.practitionerId, sip.homeId, tx.today.toString()],
    ),
  );
  const counted = (rows: readonly { total: number }[]) => [
    rows.length,
    ...new Set(rows.map((one) => one.total)),
  ];
  const year = await db.tx(head, (tx) => new SchoolYear().comingUp(tx, schoolId));
  expect(counted(year)).toEqual([10, 13]);
  const latest = await db.tx(created.staff, (tx) => new Membership().latest(tx, schoolId));
  // One more than the page shows.
  expect(latest.filter(({ kind }) => kind === 'visit')).toHaveLength(11);
  const own = await db.tx(stage.as(sip.homeId, 'manager'), (tx) =>
    new Provision().visits(tx, { homeId: sip.homeId }),
  );
  // Twelve wait for a report, today's among them, and as many come.
  expect(counted(own)).toEqual([20, 12]);
  expect(own.map(({ visitOn }) => visitOn)).toEqual(own.map(({ visitOn }) => visitOn).sort());
});
