import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Test } from '@nestjs/testing';
import { offerId, type Created } from '#blueprints';
import { generateRegister, Register, type School } from '#directory';
import {
  authorityReader,
  AuthoritySchools,
  Brokerage,
  Credits,
  InsightModule,
  Membership,
  SchoolYear,
  Season,
} from '#insight';
import { newId, PlatformModule, record, Temporal } from '#platform';
import { ownDatabase } from '#testing';
import { actingFor, advance, createOperator, openScene, type Scene } from '../scenarios/scene.js';

let [scene, created, insight] = [] as unknown as [Scene, Created, Awaited<ReturnType<typeof open>>];
let [signed, asking] = [] as unknown as [School, School];
let drop: () => Promise<void>;
const open = (config: Scene['config']) =>
  Test.createTestingModule({ imports: [PlatformModule.with(config), InsightModule] }).compile();
const get = <T>(facade: new (...parts: never[]) => T): T => insight.get(facade, { strict: false });

beforeAll(async () => {
  const own = await ownDatabase();
  drop = own.drop;
  scene = await openScene(own.config);
  insight = await open(own.config);
  const { register } = generateRegister({
    seed: 5,
    authorities: [
      { code: '877', name: 'Warrington', schools: 12 },
      { code: '876', name: 'Halton', schools: 6 },
    ],
  });
  await scene.db.systemTx('a test imports a generated register', (tx) => new Register().import(tx, register));
  created = await createOperator(scene, 'aspire', '2027-04-12T08:00:00Z');
  const homes = await scene.db.tx(created.staff, async (tx) =>
    (await scene.practitioners.list(tx)).map((one) => one.homeId),
  );
  [signed, asking] = created.schools.filter(
    (one) => one.laCode === '877' && one.roll && !homes.includes(one.organisationId),
  ) as [School, School];
  const head = actingFor(created.operatorId, signed.organisationId, 'headteacher');
  await scene.db.tx(head, async (tx) => {
    await scene.agreements.prepare(tx, {
      agreementId: newId(),
      schoolId: signed.organisationId,
      offerId: offerId(tx.operatorId, 'silver'),
    });
    const sip = (await scene.practitioners.linkOf(tx, signed.organisationId))!;
    await scene.visits.book(tx, {
      visitId: newId(),
      schoolId: signed.organisationId,
      practitionerId: sip.practitionerId,
      on: Temporal.PlainDate.from('2027-04-20'),
      portion: 100n,
      purpose: 'Termly review',
    });
  });
  await scene.db.tx(actingFor(created.operatorId, asking.organisationId, 'headteacher'), (tx) =>
    scene.requests.ask(tx, {
      requestId: newId(),
      schoolId: asking.organisationId,
      need: 'leadership',
      details: 'Days beside an experienced head',
      days: 200n,
    }),
  );
}, 240_000);
afterAll(async () => {
  await insight?.close();
  await scene?.close();
  await drop?.();
});

test('take-up counts each school once in every grouping', async () => {
  const { takeUp: rows } = await scene.db.tx(created.staff, (tx) => get(Season).figures(tx));
  const total = created.schools.length;
  for (const by of ['all', 'la', 'phase', 'size']) {
    const group = rows.filter((row) => row.by === by);
    expect([
      group.reduce((sum, row) => sum + row.schools, 0),
      group.reduce((sum, row) => sum + row.signed, 0),
    ]).toEqual([total, 1]);
  }
});

test('income is what is signed, and the schools to call are the others', async () => {
  const { income, calls, plans } = await scene.db.tx(created.staff, async (tx) => ({
    ...(await get(Season).figures(tx)),
    calls: await get(Season).toCall(tx, { limit: 100 }),
  }));
  expect(plans).toEqual([{ title: 'Silver', schools: 1, income: income.signed }]);
  expect(income).toMatchObject({
    next: 0n,
    expected: income.signed,
    renewing: 1,
    changing: 0,
    leaving: 0,
    withdrawn: 0,
    noticeDue: 1,
  });
  expect(calls).toHaveLength(created.schools.length - 1);
  expect(calls.map((one) => one.schoolId)).not.toContain(signed.organisationId);
});

test('a request is due ten working days after it was asked', async () => {
  const [request] = await scene.db.tx(created.staff, (tx) => get(Brokerage).board(tx, {}));
  expect([
    request!.school,
    request!.stage,
    request!.acknowledgeBy.toString(),
    request!.matchBy.toString(),
  ]).toEqual([asking.name, 'new', '2027-04-13', '2027-04-26']);
  // A target chosen for later requests is not held against this one.
  const [sooner] = await scene.db.tx(created.staff, async (tx) => {
    await scene.model.choose(tx, { brokerage: { match_days: 5 } }, tx.today.add({ days: 1 }));
    return get(Brokerage).board(tx, {});
  });
  expect(sooner!.matchBy.toString()).toBe('2027-04-26');
  const [today] = await scene.db.tx(created.staff, async (tx) => {
    await scene.model.choose(tx, { brokerage: { acknowledge_days: 2, match_days: 5 } });
    return new Brokerage(scene.requests, scene.calendar, scene.model).board(tx, {});
  });
  expect([`${today!.acknowledgeBy}`, `${today!.matchBy}`]).toEqual(['2027-04-14', '2027-04-19']);
});

test('credits in issue are those granted', async () => {
  const totals = await scene.db.tx(created.staff, (tx) => get(Credits).totals(tx));
  expect(totals.inIssue).toBe(totals.granted);
  expect(totals).toMatchObject({ earned: 0n, spent: 0n, held: 0n });
  expect(totals.granted).toBeGreaterThan(0n);
});

test('an authority sees its own schools and no other’s, and writes nothing', async () => {
  const [warrington, halton] = created.laIds as [string, string];
  const list = (la: string) =>
    scene.db.tx(authorityReader(actingFor(created.operatorId, la, 'commissioner')), (tx) =>
      get(AuthoritySchools).list(tx),
    );
  const [ours, theirs] = [await list(warrington), await list(halton)];
  expect(ours.length + theirs.length).toBe(created.schools.length);
  expect(ours.find((one) => one.schoolId === signed.organisationId)).toMatchObject({
    plan: 'Silver',
    visitsThisYear: 0,
    nextVisitOn: '2027-04-20',
    lastVisitOn: null,
  });
  expect(theirs.some((one) => ours.some((other) => other.schoolId === one.schoolId))).toBe(false);
  await expect(
    scene.db.tx(authorityReader(actingFor(created.operatorId, halton, 'commissioner')), async (tx) => {
      await get(AuthoritySchools).list(tx);
      await tx.query('UPDATE platform.operator SET name = name WHERE operator_id = $1', [tx.operatorId]);
    }),
  ).rejects.toMatchObject({ code: '25006' });
});

test('the policies themselves keep an authority to its own schools, and to what it may read of them', async () => {
  const [warrington, halton] = created.laIds as [string, string];
  const seen = (la: string, scope: 'authority' | 'party') =>
    scene.db.tx({ ...actingFor(created.operatorId, la, 'commissioner'), scope }, (tx) =>
      tx.query<{ schools: number; ours: number; visits: number; accounts: number }>(
        `SELECT count(DISTINCT school_id)::int AS schools, count(DISTINCT school_id) FILTER (WHERE school_id IN (SELECT directory.schools_of_area()))::int AS ours,
                (SELECT count(*)::int FROM delivery.visit) AS visits, (SELECT count(*)::int FROM ledger.account WHERE owner_id IS NOT NULL) AS accounts
           FROM agreements.agreement`,
      ),
    );
  expect(await seen(warrington, 'authority')).toEqual([{ schools: 1, ours: 1, visits: 1, accounts: 0 }]);
  for (const [la, scope] of [
    [halton, 'authority'],
    [warrington, 'party'],
  ] as const)
    expect(await seen(la, scope)).toEqual([{ schools: 0, ours: 0, visits: 0, accounts: 0 }]);
});

test('whoever visits schools finds those visits, and nobody else’s', async () => {
  const { db, practitioners, people } = scene;
  const personId = await db.tx(created.staff, async (tx) => {
    const id = await people.add(tx, { name: 'Sam Adviser', email: 'sam.adviser@example.org' });
    const { practitionerId } = (await practitioners.linkOf(tx, signed.organisationId))!;
    await practitioners.assign(tx, practitionerId, id);
    return id;
  });
  const of = (person: string) =>
    db.tx(created.staff, (tx) => get(SchoolYear).visits(tx, { personId: person, ahead: true }));
  const [visit, ...others] = await of(personId);
  expect([visit!.school, others]).toEqual([signed.name, []]);
  expect(await of(newId())).toEqual([]); // nor opens one at its address
  const look = (organisationId: string, by: string) =>
    db.tx(
      { ...actingFor(created.operatorId, organisationId, 'practitioner'), personId: by },
      async (tx) => (await get(SchoolYear).visit(tx, visit!.visitId)).school,
    );
  expect(await look(created.hostId, personId)).toBe(signed.name);
  for (const organisationId of [created.hostId, signed.organisationId])
    await expect(look(organisationId, newId())).rejects.toMatchObject({ code: 'platform.not-found' });
});

test('an agreement whose plan is not offered in its next term is not counted with those that renew, and says so', async () => {
  const silver = offerId(created.operatorId, 'silver');
  const shown = (withdrawnOn: string | null) =>
    scene.db.tx(created.staff, async (tx) => {
      await tx.query('UPDATE catalogue.offer SET withdrawn_on = $1 WHERE offer_id = $2', [
        withdrawnOn,
        silver,
      ]);
      const { income } = await get(Season).figures(tx);
      const [agreement] = await get(SchoolYear).agreements(tx, { schoolId: signed.organisationId });
      return [income.renewing, income.withdrawn, income.expected > 0n, agreement!.withdrawnOn];
    });
  const [agreement] = await scene.db.tx(created.staff, (tx) =>
    scene.agreements.list(tx, { schoolId: signed.organisationId }),
  );
  const next = agreement!.endsOn.add({ days: 1 });
  expect(await shown(next.toString())).toEqual([0, 1, false, next.toString()]);
  expect(await shown(next.add({ days: 1 }).toString())).toEqual([1, 0, true, null]);
  expect(await shown(null)).toEqual([1, 0, true, null]);
});

test('of what waits at a school the first ten of a kind are told, and how many there are; of a kind that nobody asks for nothing', async () => {
  const schoolId = asking.organisationId;
  const { practitionerId, homeId } = await scene.db.tx(created.staff, async (tx) => {
    const [other] = await scene.practitioners.list(tx);
    return other!;
  });
  await scene.db.tx(created.staff, (tx) =>
    tx.query(
      `INSERT INTO delivery.visit (operator_id, visit_id, school_id, practitioner_id, home_id, visit_on, portion, purpose, state, report, reported_on)
       SELECT $1, gen_random_uuid(), $2, $3, $4, date '2027-03-01' + n, 50, 'Termly review', 'delivered', 'We looked at reading together.', '2027-04-01'
         FROM generate_series(1, 12) n`,
      [tx.operatorId, schoolId, practitionerId, homeId],
    ),
  );
  const head = actingFor(created.operatorId, schoolId, 'headteacher');
  const { needs, all } = await scene.db.tx(head, (tx) => get(SchoolYear).needs(tx, schoolId, ['reports']));
  expect(needs.reports.map(({ visitOn }) => visitOn)).toEqual(
    Array.from({ length: 10 }, (_, n) => `2027-03-${String(n + 2).padStart(2, '0')}`),
  );
  expect([all.reports, all.evaluations, needs.evaluations]).toEqual([12, 0, []]);
});

test('an agreement that will not renew is among what the school must do, with the plan that is not offered any more', async () => {
  const { organisationId: schoolId } = signed;
  const renewals = () =>
    scene.db.tx(actingFor(created.operatorId, schoolId, 'headteacher'), async (tx) => {
      const { needs } = await get(SchoolYear).needs(tx, schoolId, ['renewals']);
      return needs.renewals.map(({ title, withdrawn }) => [title, withdrawn]);
    });
  const set = (sql: string, ...values: unknown[]) =>
    scene.db.tx(created.staff, (tx) => tx.query(sql, [tx.operatorId, ...values]));
  const [agreement] = await scene.db.tx(created.staff, (tx) => scene.agreements.list(tx, { schoolId }));
  const { agreementId, noticeBy } = agreement!;
  const [silver, gold] = ['silver', 'gold'].map((slug) => offerId(created.operatorId, slug));
  const termEnd = (how: string, next: string | null, noticeOn: string) =>
    set(
      'UPDATE agreements.agreement SET at_term_end = $2, next_offer_id = $3, notice_by = $4 WHERE operator_id = $1 AND agreement_id = $5',
      ...[how, next, noticeOn, agreementId],
    );
  const withdraw = (offer: string, on: string | null) =>
    set('UPDATE catalogue.offer SET withdrawn_on = $3 WHERE operator_id = $1 AND offer_id = $2', offer, on);
  await termEnd('renew', null, '2027-05-31');
  expect(await renewals()).toEqual([['Silver', null]]);
  await withdraw(silver!, '2027-06-30');
  expect(await renewals()).toEqual([['Silver', 'Silver']]);
  // Another plan is chosen, and there is nothing to do until that one is gone.
  await termEnd('change', gold!, '2027-05-31');
  expect(await renewals()).toEqual([]);
  await withdraw(gold!, '2027-06-30');
  expect(await renewals()).toEqual([['Silver', 'Gold']]);
  for (const offer of [silver!, gold!]) await withdraw(offer, null);
  await termEnd('renew', null, noticeBy.toString());
});

test('members are found by a part they play and by a name with a slip in it; the trail by its verb', async () => {
  const { members, total, trail } = await scene.db.tx(created.staff, async (tx) => ({
    ...(await get(Membership).members(tx, { part: 'commissioner' })),
    trail: await get(Membership).trail(tx, { verbs: ['delivery.ask-support'] }),
  }));
  expect([total, members.map((one) => one.name).sort()]).toEqual([2, ['Halton', 'Warrington']]);
  expect(trail).toEqual([
    expect.objectContaining({ role: 'headteacher', about: asking.name, subjectType: 'request' }),
  ]);
});

test('a day of the trail is London’s: half past midnight in summer belongs to the day that has begun', async () => {
  await advance(scene, created, '2027-06-20T23:30:00Z');
  const id = newId();
  await scene.db.tx(created.staff, (tx) => record(tx, 'insight.look', { type: 'trail', id }));
  const found = (filter: { from?: string; to?: string }) =>
    scene.db.tx(created.staff, async (tx) =>
      (await get(Membership).trail(tx, { verbs: ['insight.look'], ...filter })).map(
        (entry) => entry.subjectId,
      ),
    );
  expect(await found({ from: '2027-06-21' })).toEqual([id]);
  expect(await found({ to: '2027-06-20' })).toEqual([]);
});
