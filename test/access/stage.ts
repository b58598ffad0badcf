import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { Test } from '@nestjs/testing';
import pg from 'pg';
import { Purchases } from '#agreements';
import { offerId, type Created } from '#blueprints';
import { Courses, Practitioners, Requests, Visits } from '#delivery';
import { generateRegister, Register } from '#directory';
import { ApiKeys, People, type KeyScope } from '#identity';
import { civilZone, Database, newId, PlatformModule, type Actor, type Config, type Role } from '#platform';
import { ownCopy } from '#testing';
import { Demonstration } from '../../apps/demonstration/demonstration.js';
import { DemonstrationModule } from '../../apps/demonstration/demonstration.module.js';
import { teamOf } from '../../apps/demonstration/operators.js';
import type { Said } from './faces.js';
import { browse, type Browser } from './http.js';
import { waiting } from './waiting.js';

/** The demonstration's own story, of a few schools; the pages and the API served together, and a browser for each role. */
export async function setStage() {
  const { config, drop, made } = await ownCopy('stage', prepare);
  const { created, keys, unchosen, newcomer } = made;
  const faces = await startFaces(config);
  const { address } = faces.said;
  const owner = new pg.Client({ connectionString: config.DATABASE_URL });
  await owner.connect();
  const { rows } = await owner.query<{ id: string; role: Role; name: string }>(
    `SELECT DISTINCT ON (role) appointment_id AS id, role, name FROM identity.appointment a JOIN identity.person p ON p.id = a.person_id
     WHERE demonstration ORDER BY role, appointment_id`,
  );
  const people = new Map<Role, Browser>();
  for (const { id, role } of rows) people.set(role, await browse(address, id));
  const twoHats = await browse(address, unchosen);
  await owner.query(
    `UPDATE auth.session SET "appointmentId" = NULL, "operatorId" = NULL
     WHERE "appointmentId" = $1`,
    [unchosen],
  );
  return {
    ...faces.said,
    config,
    owner,
    created,
    keys,
    /** One of each role. */
    people: people as ReadonlyMap<Role, Browser>,
    /** The head of a school that has nothing yet. */
    newcomer: await browse(address, newcomer),
    /** Someone of two roles who has chosen neither. */
    unchosen: twoHats,
    close: async () => {
      await owner.end();
      await faces.stop();
      await drop();
    },
  };
}
export type Stage = Awaited<ReturnType<typeof setStage>>;

/** What is there before anybody looks: the story, and who tries. */
async function prepare(config: Config) {
  const context = await Test.createTestingModule({
    imports: [PlatformModule.with(config), DemonstrationModule],
  }).compile();
  await context.init();
  try {
    const get = <T>(facade: new (...parts: never[]) => T): T => context.get(facade, { strict: false });
    const db = context.get(Database);
    const created = await tellStory(db, get);
    const { secondId, ...admitted } = await admit(db, created, get(ApiKeys), get(People));
    const schoolId = await today(db, created, get);
    await waiting(db, created.staff, { hostId: created.hostId, schoolId, by: secondId }, get);
    return { created, ...admitted };
  } finally {
    await context.close();
  }
}

async function tellStory(
  db: Database,
  get: <T>(facade: new (...parts: never[]) => T) => T,
): Promise<Created> {
  const { register } = generateRegister({
    seed: 7,
    authorities: [
      { code: '877', name: 'Warrington', schools: 60 },
      { code: '876', name: 'Halton', schools: 40 },
    ],
  });
  await db.systemTx('a suite imports a generated register', (tx) => get(Register).import(tx, register));
  const few = { blueprint: 'aspire', signed: { '877': 8, '876': 4 }, team: teamOf('aspire') };
  return get(Demonstration).make(few, () => undefined);
}

/** Keys of every kind, and a person of two roles. */
async function admit(db: Database, { staff, hostId, schools }: Created, keys: ApiKeys, people: People) {
  return db.tx(staff, async (tx) => {
    const issue = async (organisationId: string, ...scopes: KeyScope[]) =>
      keys.issue(tx, { organisationId, name: 'Attacker', scopes });
    const schoolId = schools.at(-1)!.organisationId;
    const revoked = await issue(hostId, 'read', 'write');
    await keys.revoke(tx, revoked.apiKeyId);
    const personId = await people.add(tx, { name: 'Two Hats', email: `${newId()}@example.org` });
    await people.appoint(tx, { personId, organisationId: hostId, role: 'administrator' });
    const head = await people.add(tx, { name: 'New Head', email: `${newId()}@example.org` });
    return {
      secondId: personId,
      newcomer: await people.appoint(tx, {
        personId: head,
        organisationId: schools.at(-2)!.organisationId,
        role: 'headteacher',
        demonstration: true,
      }),
      unchosen: await people.appoint(tx, {
        personId,
        organisationId: schoolId,
        role: 'chair',
        demonstration: true,
      }),
      keys: {
        party: (await issue(schoolId, 'read', 'write')).key,
        reading: (await issue(schoolId, 'read')).key,
        operator: (await issue(hostId, 'read', 'write')).key,
        revoked: revoked.key,
        unknown: `mt_${'x'.repeat(43)}`,
      },
    };
  });
}

/** What waits on the day itself, most of it at the school of the story, whose id it answers: services to deliver or call off, a request, a report, a register. */
async function today(
  db: Database,
  { operatorId, hostId, staff }: Created,
  get: <T>(facade: new (...parts: never[]) => T) => T,
): Promise<string> {
  const [lead] = await db.tx(staff, (tx) =>
    tx.query<{ id: string }>(
      `SELECT organisation_id AS id FROM identity.appointment WHERE operator_id = $1 AND role = 'business-manager'`,
      [operatorId],
    ),
  );
  const schoolId = lead!.id;
  const as = (organisationId: string, role: Role): Actor => ({
    operatorId,
    scope: 'party',
    organisationId,
    organisationIds: [organisationId],
    personId: null,
    role,
    requestId: 'stage',
  });
  // One begins now, whose register waits; of the other a place can be given back.
  const [begun, sessionId] = [newId(), newId()];
  await db.tx(as(hostId, 'manager'), async (tx) => {
    const course = { offerId: offerId(operatorId, 'phonics-leaders'), on: tx.today, capacity: 5 };
    const now = tx.now.toZonedDateTimeISO(civilZone).toPlainTime().toString().slice(0, 5);
    for (const [id, startsAt] of [
      [begun, now],
      [sessionId, '13:30'],
    ] as const)
      await get(Courses).schedule(tx, { ...course, sessionId: id, startsAt, venue: 'Town Hall' });
  });
  await db.tx(as(schoolId, 'headteacher'), async (tx) => {
    const review = { schoolId, offerId: offerId(operatorId, 'leadership-review') };
    for (let bought = 0; bought < 2; bought++)
      await get(Purchases).buy(tx, { ...review, purchaseId: newId() });
    const support = { schoolId, need: 'leadership', details: 'A new deputy.', days: 100n };
    await get(Requests).ask(tx, { ...support, requestId: newId() });
    for (const id of [begun, sessionId]) {
      const place = { sessionId: id, schoolId, attendee: 'Jo Bright', means: 'money' } as const;
      await get(Courses).book(tx, { ...place, placeId: newId() });
    }
  });
  // Of another school's days: the first has few left, which its own forms are to ask for.
  const [other] = await db.tx(staff, (tx) =>
    tx.query<{ id: string }>(
      `SELECT school_id AS id FROM agreements.agreement WHERE operator_id = $1 AND state = 'signed' AND school_id <> $2`,
      [operatorId, schoolId],
    ),
  );
  await db.tx(as(other!.id, 'headteacher'), async (tx) => {
    const { practitionerId } = (await get(Practitioners).linkOf(tx, other!.id))!;
    const visit = { schoolId: other!.id, practitionerId, on: tx.today, portion: 50n };
    await get(Visits).book(tx, { ...visit, visitId: newId(), purpose: 'Reading in Year 2' });
  });
  return schoolId;
}

/** Runs the pages and the API as one process, and hears what it says of itself. */
export async function startFaces({
  DATABASE_URL,
  SECRET,
}: Config): Promise<{ said: Said; stop: () => Promise<void> }> {
  const program = spawn(process.execPath, [fileURLToPath(new URL('./faces.js', import.meta.url))], {
    env: {
      PATH: process.env.PATH,
      TZ: 'UTC',
      DATABASE_URL,
      SECRET,
      PORT: '0',
      DEMONSTRATION: 'true',
      RATE_LIMIT_PER_MINUTE: '1000000',
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  process.once('exit', () => program.kill('SIGKILL'));
  const ended = new Promise<void>((resolve) => program.once('exit', () => resolve()));
  for await (const line of createInterface({ input: program.stdout })) {
    const stop = async () => {
      program.kill('SIGTERM');
      await ended;
    };
    return { said: JSON.parse(line) as Said, stop };
  }
  throw new Error('The pages and the API did not start.');
}
