import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { openSupport, type SupportStage } from './support.js';

let stage: SupportStage;
beforeAll(async () => {
  stage = await openSupport();
}, 240_000);
afterAll(() => stage?.close());

test('a home school is protected by the days that all its people give others in the term', async () => {
  const [schoolId, home] = [stage.other.organisationId, await stage.schoolWith(0n)];
  const requestId = await stage.ask(schoolId);
  const [leader, colleague] = [
    await stage.practitioner(home, 'LLE'),
    await stage.practitioner(home, 'SLE', 'Cy Colleague'),
  ];
  const given = async (from: string, to: string, at = schoolId) =>
    stage.db.tx(stage.created.staff, (tx) =>
      tx.query(
        `INSERT INTO delivery.visit (operator_id, visit_id, school_id, practitioner_id, home_id, visit_on, portion, purpose, state, report)
         SELECT $1, gen_random_uuid(), $2, $3, $4, day::date, 100, 'Support', 'delivered', 'Delivered, and written down.'
           FROM generate_series($5::date, $6::date, '1 day') day`,
        [tx.operatorId, at, colleague, home, from, to],
      ),
    );
  const candidate = async () =>
    (await stage.brokered((tx) => stage.shortlists.shortlist(tx, requestId))).find(
      (one) => one.candidate.practitionerId === leader,
    )!;
  const spare = 'their own school can spare the days';
  expect((await candidate()).why).toContain(spare);
  await given('2026-04-13', '2026-04-21'); // nine days, before today or after it
  await given('2026-03-01', '2026-03-20'); // last term
  await given('2026-04-13', '2026-04-30', home); // at home
  expect(await candidate()).toMatchObject({
    candidate: { given: 900n },
    why: expect.arrayContaining([spare]),
  });
  await given('2026-07-20', '2026-07-20'); // after half term, and the same term
  expect(await candidate()).toMatchObject({
    candidate: { given: 1000n },
    whyNot: expect.arrayContaining(['their own school has given enough days this term']),
  });

  // Where no terms are known, the three months before today and after it stand for one.
  const inYears = (years: number) =>
    stage.db.systemTx('a test moves the terms', (tx) =>
      tx.query('UPDATE directory.term SET academic_year = academic_year + $1', [years]),
    );
  await inYears(100);
  expect((await candidate()).candidate.given).toBe(2900n);
  await given('2026-01-12', '2026-01-13'); // the first day is too early
  await given('2026-07-13', '2026-07-14'); // the last day is too late
  expect((await candidate()).candidate.given).toBe(3100n);
  await inYears(-100);
});

test('days that a home school was asked for count from then on, also before they have a date', async () => {
  const home = await stage.schoolWith(0n);
  const [asked, leader] = [await stage.practitioner(home, 'LLE'), await stage.practitioner(home, 'LLE')];
  const next = await stage.ask(stage.other.organisationId);
  const given = async () =>
    (await stage.brokered((tx) => stage.shortlists.shortlist(tx, next))).find(
      (one) => one.candidate.practitionerId === leader,
    )!.candidate.given;
  expect(await given()).toBe(0n);
  const first = await stage.ask(await stage.schoolWith(10_000n), 150n);
  const proposalId = await stage.propose(first, asked);
  expect(await given()).toBe(150n);
  await stage.db.tx(stage.created.staff, (tx) =>
    tx.query(
      `INSERT INTO delivery.visit (operator_id, visit_id, school_id, practitioner_id, home_id, proposal_id, visit_on, portion, purpose, state)
       SELECT $1, gen_random_uuid(), school_id, practitioner_id, home_id, proposal_id, '2026-05-13', 100, 'Support', 'booked'
         FROM delivery.proposal WHERE operator_id = $1 AND proposal_id = $2`,
      [tx.operatorId, proposalId],
    ),
  );
  expect(await given()).toBe(150n);
  await stage.db.tx(stage.created.staff, (tx) =>
    tx.query("UPDATE delivery.proposal SET state = 'declined' WHERE operator_id = $1 AND proposal_id = $2", [
      tx.operatorId,
      proposalId,
    ]),
  );
  expect(await given()).toBe(100n);
});
