import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { newId, type Tx } from '#platform';
import type { NewPractitioner } from '#delivery';
import { answers, day, forbidden, openStage, type Stage } from '../stage.js';
import { answer, at } from '../traces.js';

let stage: Stage;
let home: string;
beforeAll(async () => {
  stage = await openStage();
  home = stage.leader.homeId;
}, 240_000);
afterAll(() => stage?.close());

const asStaff = <T>(verb: (tx: Tx) => Promise<T>) => stage.db.tx(stage.created.staff, verb);
const someone = (over: Partial<NewPractitioner> = {}): NewPractitioner => ({
  practitionerId: newId(),
  personId: null,
  name: 'Una Leader',
  homeId: home,
  phases: ['Primary', 'Nursery'],
  needs: ['leadership', 'hr'],
  designations: [],
  ...over,
});
const add = async (over: Partial<NewPractitioner> = {}) => {
  const one = someone(over);
  await asStaff((tx) => stage.practitioners.add(tx, one));
  return one.practitionerId;
};
const dated = (designation: string, from: string, until?: string) => ({
  designation,
  issuer: 'National College',
  from: day(from),
  ...(until && { until: day(until) }),
});
/** What the trail says of a practitioner. */
const trail = (practitionerId: string) =>
  stage.db.systemTx('a test reads the trail', (tx) =>
    tx.query(
      `SELECT verb, about_organisation_id AS about, details FROM platform.audit
        WHERE subject_type = 'practitioner' AND subject_id = $1 ORDER BY seq`,
      [practitionerId],
    ),
  );

test('someone is known with their designations of today, from their first day to their last', async () => {
  const one = someone({
    designations: [
      dated('SLE', '2026-04-13'),
      dated('NLE', '2025-01-01', '2026-04-13'),
      dated('LLE', '2026-04-14'),
      dated('SIP', '2025-01-01', '2026-04-12'),
      dated('SIP', '2027-01-01'),
    ],
  });
  await asStaff((tx) => stage.practitioners.add(tx, one));
  const found = await stage.db.tx(stage.head, (tx) => stage.practitioners.find(tx, one.practitionerId));
  expect(found).toEqual({ ...one, designations: ['NLE', 'SLE'] });
  expect(await trail(one.practitionerId)).toEqual([
    {
      verb: 'delivery.add-practitioner',
      about: home,
      details: { designations: 'SLE NLE LLE SIP SIP' },
    },
  ]);
});

test('every designation of the operator’s can be given, and no other; nor can a need that is none of its own', async () => {
  const { designations } = await asStaff((tx) => stage.vocabularies.words(tx));
  const practitionerId = await add({
    designations: designations.map(({ code }) => dated(code, '2026-01-01')),
  });
  const found = await asStaff((tx) => stage.practitioners.find(tx, practitionerId));
  expect(found.designations).toEqual(['LLE', 'NLE', 'SIP', 'SLE', 'adviser', 'clerk']);
  for (const over of [{ designations: [dated('MLE', '2026-01-01')] }, { needs: ['leadership', 'music'] }])
    await expect(add(over)).rejects.toMatchObject({ code: 'operating-model.no-such-word' });
});

test('someone unknown is not found', async () => {
  const verbs = [
    (tx: Tx) => stage.practitioners.find(tx, newId()),
    (tx: Tx) => stage.practitioners.assign(tx, newId(), newId()),
  ];
  for (const verb of verbs) expect(await answer(asStaff<unknown>(verb))).toBe('platform.not-found');
});

test('people are listed by name: all, of a home, of an account, or with one of the designations today', async () => {
  const [homeId, personId] = [stage.other.organisationId, newId()];
  const names = (filter?: Parameters<Stage['practitioners']['list']>[1]) =>
    asStaff(async (tx) => (await stage.practitioners.list(tx, filter)).map((one) => one.name));
  const before = (await names()).length;
  const cara = await add({
    homeId,
    name: 'Cara',
    designations: [dated('clerk', '2026-01-01'), dated('adviser', '2026-01-01')],
  });
  await add({ homeId, name: 'Abe', designations: [dated('NLE', '2025-01-01', '2026-01-01')] });
  await add({ homeId, name: 'Bea', designations: [dated('SLE', '2026-01-01')] });
  expect(await names({ homeId })).toEqual(['Abe', 'Bea', 'Cara']);
  expect(await names()).toHaveLength(before + 3);
  expect(await names({ homeId, designations: ['clerk', 'SLE'] })).toEqual(['Bea', 'Cara']);
  expect(await names({ homeId, designations: ['NLE'] })).toEqual([]);
  expect(await names({ homeId, designations: [] })).toEqual([]);

  expect(await names({ personId })).toEqual([]);
  await asStaff((tx) => stage.practitioners.assign(tx, cara, personId));
  expect(await names({ personId })).toEqual(['Cara']);
  expect(await trail(cara)).toMatchObject([
    { verb: 'delivery.add-practitioner', about: homeId },
    { verb: 'delivery.assign-practitioner', about: homeId },
  ]);
});

test('a school has one named contact at a time, whom it and their party see', async () => {
  const practitionerId = await add({ designations: [dated('SIP', '2026-01-01')] });
  const schools = [newId(), newId()] as const;
  const links = schools.map((schoolId) => ({ schoolId, practitionerId, homeId: home }));
  const link = () => asStaff((tx) => stage.practitioners.linkAll(tx, links));
  await link();
  const linkOf = (actor: Parameters<Stage['db']['tx']>[0], schoolId = schools[1]) =>
    stage.db.tx(actor, (tx) => stage.practitioners.linkOf(tx, schoolId));
  for (const actor of [stage.as(schools[1]), stage.as(home)])
    expect(await linkOf(actor)).toMatchObject({ practitionerId, name: 'Una Leader', designations: ['SIP'] });
  expect(await linkOf(stage.head)).toBeNull();
  expect(await linkOf(stage.created.staff, newId())).toBeNull();
  expect((await trail(practitionerId)).slice(1)).toEqual(
    expect.arrayContaining(schools.map((about) => ({ verb: 'delivery.link', about, details: {} }))),
  );
  const taken = {
    code: 'delivery.already-linked',
    message: 'A school has a named contact already, or is named twice. End the one it has first.',
  };
  await expect(link()).rejects.toMatchObject(taken);
  const fresh = { schoolId: newId(), practitionerId, homeId: home };
  for (const twice of [
    [fresh, fresh],
    [fresh, links[0]!],
  ])
    await expect(asStaff((tx) => stage.practitioners.linkAll(tx, twice))).rejects.toMatchObject(taken);
  expect(await linkOf(stage.created.staff, fresh.schoolId)).toBeNull();
  expect(await linkOf(stage.created.staff)).toMatchObject({ practitionerId });
});

test('who is deployed, as what, and for whom is the operator’s administrators’ to say', async () => {
  const [administrator, others] = [
    stage.staffAs('administrator'),
    [stage.staffAs('broker'), stage.as(home), stage.as(stage.created.hostId, 'manager')],
  ];
  const practitionerId = await add({ designations: [dated('SIP', '2026-01-01')] });
  const schoolId = newId();
  const lastDay = day('2026-04-20');
  for (const verb of [
    () => (tx: Tx) => stage.practitioners.add(tx, someone()),
    () => (tx: Tx) => stage.practitioners.assign(tx, practitionerId, newId()),
    () => (tx: Tx) => stage.practitioners.linkAll(tx, [{ schoolId, practitionerId, homeId: home }]),
    () => (tx: Tx) => stage.practitioners.endLink(tx, schoolId, lastDay),
    () => (tx: Tx) => stage.practitioners.endDesignation(tx, practitionerId, 'SIP', lastDay),
  ])
    expect(await answers(stage, [...others, administrator], verb)).toEqual([...forbidden(others), 'done']);
});

test('a designation ends with its last day, sooner but never later than was said', async () => {
  const practitionerId = await add({
    designations: [
      dated('SIP', '2026-04-10'),
      dated('LLE', '2026-01-01'),
      dated('NLE', '2026-01-01', '2026-04-13'),
    ],
  });
  const end = (designation: string, lastDay: string) =>
    answer(
      asStaff((tx) => stage.practitioners.endDesignation(tx, practitionerId, designation, day(lastDay))),
    );
  const on = async (date: string) =>
    (await asStaff((tx) => stage.practitioners.find(tx, practitionerId, day(date)))).designations;
  expect(await end('SIP', '2026-04-20')).toBe('done');
  expect([await on('2026-04-20'), await on('2026-04-21')]).toEqual([['LLE', 'SIP'], ['LLE']]);
  expect(await end('SIP', '2026-04-10')).toBe('done');
  expect([await on('2026-04-10'), await on('2026-04-11')]).toEqual([
    ['LLE', 'NLE', 'SIP'],
    ['LLE', 'NLE'],
  ]);
  for (const [designation, lastDay] of [
    ['SIP', '2026-04-09'], // before it began
    ['SIP', '2026-04-11'], // it has ended
    ['NLE', '2026-04-14'],
    ['SLE', '2026-04-14'],
  ] as const)
    expect(await end(designation, lastDay)).toBe('platform.not-found');
  expect((await trail(practitionerId)).slice(1)).toEqual(
    ['2026-04-20', '2026-04-10'].map((lastDay) => ({
      verb: 'delivery.end-designation',
      about: home,
      details: { designation: 'SIP', on: lastDay },
    })),
  );
});

test('a named contact ends with their last day, and another can follow', async () => {
  const [schoolId, practitionerId, next] = [newId(), await add(), await add({ name: 'Nia Next' })];
  const link = (who: string) =>
    asStaff((tx) => stage.practitioners.linkAll(tx, [{ schoolId, practitionerId: who, homeId: home }]));
  const end = (lastDay: string) =>
    answer(asStaff((tx) => stage.practitioners.endLink(tx, schoolId, day(lastDay))));
  const name = async () => (await asStaff((tx) => stage.practitioners.linkOf(tx, schoolId)))?.name;
  expect(await end('2026-04-13')).toBe('platform.not-found');
  await link(practitionerId);
  expect(await end('2026-04-12')).toBe('platform.not-found'); // before it began
  expect(await end('2026-04-14')).toBe('done');
  expect(await name()).toBe('Una Leader');
  expect(await end('2026-04-15')).toBe('platform.not-found'); // no later than was said
  expect(await end('2026-04-13')).toBe('done');
  expect((await trail(practitionerId)).slice(1)).toEqual([
    { verb: 'delivery.link', about: schoolId, details: {} },
    { verb: 'delivery.end-link', about: schoolId, details: { on: '2026-04-14' } },
    { verb: 'delivery.end-link', about: schoolId, details: { on: '2026-04-13' } },
  ]);
  await at(stage, '2026-04-14T08:00:00Z');
  expect(await name()).toBeUndefined();
  await link(next);
  expect(await name()).toBe('Nia Next');
});

test('who follows a named contact that has not ended is refused on a later day too', async () => {
  const link = { schoolId: newId(), practitionerId: await add(), homeId: home };
  const give = () => answer(asStaff((tx) => stage.practitioners.linkAll(tx, [link])));
  expect(await give()).toBe('done');
  await at(stage, '2026-05-20T08:00:00Z');
  expect(await give()).toBe('delivery.already-linked');
});
