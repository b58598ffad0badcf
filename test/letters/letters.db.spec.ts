import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { newId, Temporal, type Role } from '#platform';
import { offerId, type Created } from '#blueprints';
import type { PractitionerRow } from '#delivery';
import { generateRegister, Register, type School } from '#directory';
import { Sessions, SignIn } from '#identity';
import { AgreementLetters, Mail, type Links } from '#notifications';
import { eventually, ownDatabase } from '#testing';
import { startApp, type App } from '../browser/browser.js';
import { actingFor, advance, createOperator, openScene, type Scene } from '../scenarios/scene.js';

/** Every event that concerns a person, and the letter that tells them: who gets it, once, with a link that opens for them. */
const address = 'https://letters.example.org';
let own: Awaited<ReturnType<typeof ownDatabase>>;
let scene: Scene;
let created: Created;
let app: App;
let [asking, supporting, empty] = [] as unknown as [School, School, School];
let leader: PractitionerRow;
let [administrator, manager] = [] as unknown as [string, string];
const appointments = new Map<string, string>();

beforeAll(async () => {
  own = await ownDatabase();
  scene = await openScene({ ...own.config, PUBLIC_URL: address, RELAY_INTERVAL_MS: 20 });
  const { register } = generateRegister({
    seed: 5,
    authorities: [{ code: '919', name: 'Hertfordshire', schools: 25 }],
  });
  await scene.db.systemTx('a test imports a register', (tx) => new Register().import(tx, register));
  created = await createOperator(scene, 'herts-for-learning', '2026-04-01T08:00:00Z');
  const { staff, schools, hostId } = created;
  const leaders = await scene.db.tx(staff, (tx) =>
    scene.practitioners.list(tx, { designations: ['NLE', 'LLE'] }),
  );
  const homes = new Set(leaders.map((one) => one.homeId));
  const others = schools.filter(
    (one) => !homes.has(one.organisationId) && one.fundingStatus === 'maintained' && one.roll,
  );
  [asking, empty] = others as [School, School];
  leader = leaders[0]!;
  supporting = schools.find((one) => one.organisationId === leader.homeId)!;
  await scene.db.tx(staff, async (tx) => {
    const sip = (await scene.practitioners.linkOf(tx, asking.organisationId))!;
    const appoint = async (name: string, role: Role, organisationId: string, until?: Temporal.PlainDate) => {
      const email = `${name.toLowerCase().replace(' ', '.')}@example.org`;
      const personId = await scene.people.add(tx, { name, email });
      const from = tx.today.subtract({ days: 30 });
      const appointment = { personId, organisationId, role, from, until, demonstration: true };
      appointments.set(email, await scene.people.appoint(tx, appointment));
      return personId;
    };
    await appoint('Ann Head', 'headteacher', asking.organisationId);
    manager = await appoint('Pat Manager', 'business-manager', asking.organisationId);
    await appoint('Chris Chair', 'chair', asking.organisationId);
    await appoint('Gone Head', 'headteacher', asking.organisationId, tx.today.subtract({ days: 1 }));
    await appoint('Bo Head', 'headteacher', supporting.organisationId);
    await appoint('Lee Broker', 'broker', hostId);
    administrator = await appoint('Robert Lane', 'administrator', hostId);
    await scene.practitioners.assign(
      tx,
      sip.practitionerId,
      await appoint('Sam Adviser', 'practitioner', hostId),
    );
  });
  app = await startApp({ DATABASE_URL: own.config.DATABASE_URL! });
});
afterAll(async () => {
  await app?.close();
  await scene.close();
  await own.drop();
});

interface Written {
  readonly address: string;
  readonly subject: string;
  readonly body: string;
}
const letters = () =>
  scene.db.tx(created.staff, (tx) =>
    tx.query<Written>(
      'SELECT address, subject, body FROM notifications.message ORDER BY address, message_id',
    ),
  );
/** Who was told under such a subject, once it is somebody. */
const told = (subject: RegExp) =>
  eventually(`a letter like ${subject}`, async () => {
    const found = (await letters()).filter((one) => subject.test(one.subject));
    return found.length > 0 && found.map((one) => one.address);
  });
const like = async (subject: RegExp) => (await letters()).find((one) => subject.test(one.subject))!;
/** Opens the link of a letter as the person it was written to. */
async function opens({ address: to, subject, body }: Written): Promise<void> {
  const path = new URL(/https:\S+/.exec(body)![0]).pathname;
  const signIn = new SignIn(app.config, scene.db, new Sessions());
  const cookies = await signIn.stepIn(appointments.get(to)!, 'test');
  await signIn.onApplicationShutdown();
  const cookie = cookies.map((one) => one.split(';')[0]).join('; ');
  const { status } = await fetch(app.address + path, { headers: { cookie }, redirect: 'manual' });
  expect({ to, subject, path, status }).toEqual({ to, subject, path, status: 200 });
}

const day = Temporal.PlainDate.from;
test('each event that concerns a person tells those it concerns, and its link opens for them', async () => {
  const { db, agreements, visits, practitioners, requests } = scene;
  const { operatorId, staff, hostId } = created;
  const plan = offerId(operatorId, 'hip');
  const as = (role: Role, school = asking) => actingFor(operatorId, school.organisationId, role);
  const agreementId = newId();
  const prepare = (id: string) =>
    db.tx({ ...as('business-manager'), personId: manager }, (tx) =>
      agreements.prepare(tx, { agreementId: id, schoolId: asking.organisationId, offerId: plan }),
    );
  const first = newId();
  await prepare(first);
  expect(await told(/needs your approval/)).toEqual(['ann.head@example.org']);
  await db.tx(as('headteacher'), (tx) => agreements.decline(tx, first, 'The governors want to wait.'));
  expect(await told(/is declined/)).toEqual(['pat.manager@example.org']);
  expect((await like(/is declined/)).body).toContain('Why: The governors want to wait.');
  // Above what anyone may approve alone: whoever reads of it can decline it, and is promised no more.
  const setHead = (pence: bigint) =>
    db.tx(as('chair'), (tx) => scene.limits.set(tx, asking.organisationId, 'headteacher', pence));
  await setHead(1n);
  const dear = newId();
  await prepare(dear);
  expect(await told(/is above what anyone may approve$/)).toEqual(['ann.head@example.org']);
  const above = await like(/is above what/);
  expect(above.body).toMatch(/ask your governing board\./);
  expect(above.body).toMatch(/Look at it, and decline it, here:/);
  await opens(above);
  await db.tx(as('headteacher'), (tx) => agreements.decline(tx, dear));
  await setHead(100_000_000n);
  await prepare(agreementId);
  await db.tx(as('headteacher'), (tx) => agreements.approve(tx, agreementId));
  expect(await told(/^(Invoice|Journal) /)).toEqual(['pat.manager@example.org']);
  expect(await told(/is approved and signed/)).toEqual(['pat.manager@example.org']);

  const sip = (await db.tx(as('headteacher'), (tx) => practitioners.linkOf(tx, asking.organisationId)))!;
  const visitId = newId();
  await db.tx(as('headteacher'), (tx) =>
    visits.book(tx, {
      visitId,
      schoolId: asking.organisationId,
      practitionerId: sip.practitionerId,
      on: day('2026-05-12'),
      portion: 50n,
      purpose: 'A look at reading',
    }),
  );
  expect(await told(/has booked you/)).toEqual(['sam.adviser@example.org']);

  const requestId = newId();
  await db.tx(as('headteacher'), (tx) =>
    requests.ask(tx, {
      requestId,
      schoolId: asking.organisationId,
      need: 'leadership',
      details: 'A day with an experienced leader.',
      days: 100n,
    }),
  );
  expect(await told(/asks for support/)).toEqual(['lee.broker@example.org']);
  const propose = async () => {
    const id = newId();
    await db.tx(staff, (tx) =>
      requests.propose(tx, {
        proposalId: id,
        requestId,
        practitionerId: leader.practitionerId,
        designation: leader.designations.find((one) => one === 'NLE') ?? 'LLE',
        reason: 'Leads on leadership.',
      }),
    );
    return id;
  };
  const declined = await propose();
  await db.tx(as('headteacher', supporting), (tx) => requests.decline(tx, declined, 'She is away in May.'));
  expect(await told(/ declines to support /)).toEqual(['lee.broker@example.org']);
  expect((await like(/ declines to /)).body).toContain('Why: She is away in May.');
  const proposalId = await propose();
  await eventually('asked', async () => (await letters()).some(({ body }) => body.includes(proposalId)));
  expect(new Set(await told(/^May .* support /))).toEqual(new Set(['bo.head@example.org']));
  // While they are true, what letters lead to opens.
  for (const one of await letters()) await opens(one);
  await db.tx(as('headteacher', supporting), (tx) => requests.consent(tx, proposalId));
  expect(await told(/will support/)).toEqual(['ann.head@example.org']);

  await advance(scene, created, '2026-05-13T15:00:00Z');
  await db.tx({ ...actingFor(operatorId, hostId, 'practitioner'), personId: sip.personId }, (tx) =>
    visits.report(tx, visitId, 'We looked at reading and agreed two things.'),
  );
  expect(await told(/The report of the visit/)).toEqual(['ann.head@example.org']);
  for (const one of (await letters()).filter(({ subject }) => /report|will support/.test(subject)))
    await opens(one);
});

test('a school is told that its term ends, in words it can act on, and that it renewed; where nobody can be told, staff see it', async () => {
  const { db, agreements, nextTerms, directory, operators, limits } = scene;
  const { operatorId, staff } = created;
  const agreementId = newId();
  await db.tx(actingFor(operatorId, empty.organisationId, 'headteacher'), (tx) =>
    agreements.prepare(tx, {
      agreementId,
      schoolId: empty.organisationId,
      offerId: offerId(operatorId, 'hip'),
    }),
  );
  await advance(scene, created, '2027-01-15T08:00:00Z');
  expect(await told(/ends on 31 March 2027/)).toEqual(['ann.head@example.org', 'pat.manager@example.org']);
  const notice = await like(/ends on 31 March 2027/);
  expect(notice.body).toMatch(/renews for another year\. That year costs £[\d,]+/);
  expect(notice.body).toMatch(/say so by \d+ \w+ 2027/);
  await opens(notice);
  const [failure] = await eventually('staff see who could not be told', async () => {
    const rows = await db.tx(staff, (tx) =>
      tx.query<{ reason: string }>('SELECT reason FROM platform.failure WHERE solved_at IS NULL'),
    );
    return rows.length > 0 && rows;
  });
  const nobody = `${empty.name} has no headteacher or business manager here`;
  expect(failure!.reason).toMatch(nobody);
  const tell = new AgreementLetters(agreements, nextTerms, directory, operators, new Mail(), limits);
  await expect(
    db.tx(staff, (tx) => tell.renewalNotified(tx, agreementId, {} as Links)),
  ).rejects.toMatchObject({ code: 'notifications.nobody-to-tell', message: expect.stringContaining(nobody) });

  await advance(scene, created, '2027-04-01T08:00:00Z');
  expect(await told(/has renewed/)).toEqual(['ann.head@example.org', 'pat.manager@example.org']);
  for (const one of (await letters()).filter(({ subject }) => /renewed/.test(subject))) await opens(one);
});

test('a school is asked who acts for it: those who lead it, or its office by a link that confirms', async () => {
  const { db, nominations, people } = scene;
  const { operatorId, hostId } = created;
  const as = {
    ...actingFor(operatorId, hostId, 'administrator'),
    scope: 'operator',
    personId: administrator,
  } as const;
  const [personId, nominationId] = await db.tx(as, async (tx) => {
    const id = await people.add(tx, { name: 'Nina New', email: 'nina.new@example.org' });
    const nominee = {
      personId: id,
      organisationId: asking.organisationId,
      role: 'business-manager',
    } as const;
    return [id, await nominations.propose(tx, nominee)] as const;
  });
  expect(await told(/^Say whether Nina New acts for/)).toEqual([
    'ann.head@example.org',
    'chris.chair@example.org',
  ]);
  for (const one of (await letters()).filter(({ subject }) => /^Say whether Nina New/.test(subject)))
    await opens(one);

  const office = await db.tx(as, (tx) => nominations.writeTo(tx, nominationId, 'office'));
  expect(await told(/Does Nina New act for/)).toEqual([office]);
  const { body } = (await letters()).find(({ subject }) => /Does Nina New/.test(subject))!;
  const link = new URL(/https:\S+/.exec(body)![0]);
  const page = await fetch(app.address + link.pathname + link.search);
  expect([page.status, await page.text()]).toEqual([200, expect.stringContaining('Yes, confirm')]);
  await db.tx(created.staff, (tx) => nominations.confirmByLink(tx, link.searchParams.get('token')!));
  expect(await told(/Set your password/)).toContain('nina.new@example.org');
  const [appointed, ...others] = await db.tx(created.staff, (tx) => people.appointments(tx, personId));
  expect([appointed, others]).toMatchObject([
    { role: 'business-manager', organisationId: asking.organisationId },
    [],
  ]);
  // Who is removed hears it from us, and not from a door that is closed.
  await db.tx(as, (tx) => people.end(tx, appointed!.appointmentId, tx.today));
  expect(await told(/^You no longer act for /)).toEqual(['nina.new@example.org']);
});

test('relayed again, nobody is told twice; nothing of a rehearsal leaves it', async () => {
  const before = await letters();
  await scene.db.systemTx('a test undoes the marks', (tx) =>
    tx.query('UPDATE platform.outbox SET enqueued_at = NULL, done_at = NULL'),
  );
  const of = (where: string) =>
    scene.db.tx(created.staff, (tx) => tx.query(`SELECT type FROM platform.outbox WHERE ${where}`));
  await eventually('all relayed again', async () => !(await of('enqueued_at IS NULL')).length);
  // A link that signs in is asked for by its reader, and would leave if there were a server.
  await eventually('every other stays here', () =>
    scene.db.tx(
      created.staff,
      async (tx) =>
        !(
          await tx.query(
            `SELECT FROM notifications.message WHERE NOT secret AND unsent_because IS DISTINCT FROM 'rehearsal'`,
          )
        ).length,
    ),
  );
  expect(await letters()).toEqual(before);
  expect(
    await scene.db.tx(created.staff, (tx) =>
      tx.query('SELECT FROM notifications.message WHERE sent_at IS NOT NULL'),
    ),
  ).toEqual([]);
});
