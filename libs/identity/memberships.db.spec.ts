import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Directory } from '#directory';
import { Memberships, Parties } from '#identity';
import { newId, type Actor, type Database } from '#platform';
import { partyActor, testDatabase, testOperator } from '#testing';

const memberships = new Memberships(new Parties(), new Directory());
const schoolId = newId();
let db: Database;
let administrator: Actor;
beforeAll(async () => {
  db = await testDatabase();
  const { operatorId } = await testOperator(db);
  administrator = { ...partyActor(operatorId, operatorId, 'administrator'), scope: 'operator' };
  await db.systemTx('a test writes a school', async (tx) => {
    await tx.query(
      `INSERT INTO directory.organisation (organisation_id, kind, key, name) VALUES ($1, 'school', $2, 'Oakfield')`,
      [schoolId, schoolId],
    );
    await tx.query(
      `INSERT INTO directory.school (organisation_id, urn, name, status, funding_status, state_funded)
       VALUES ($1, (random() * 99999)::int + 800000, 'Oakfield', 'open', 'maintained', true)`,
      [schoolId],
    );
  });
});
afterAll(() => db.onApplicationShutdown());

const leaveOut = (reason: string) => db.tx(administrator, (tx) => memberships.leaveOut(tx, schoolId, reason));

test('why a school is left out is said, in 3 to 200 characters', async () => {
  for (const reason of ['', ' ? ', 'no', 'x'.repeat(201)])
    await expect(leaveOut(reason)).rejects.toMatchObject({ code: 'identity.left-out-reason' });
  await leaveOut('x'.repeat(200));
  // It is left out already, with the reason of the first time.
  await leaveOut('Act');
  const kept = await db.tx(administrator, (tx) =>
    tx.query('SELECT reason FROM identity.left_out_school WHERE operator_id = $1', [tx.operatorId]),
  );
  expect(kept).toEqual([{ reason: 'x'.repeat(200) }]);
});
