import { newId, Temporal, type Actor, type Role, type Tx } from '#platform';
import { offerId } from '#blueprints';
import { generateRegister, Register, type School } from '#directory';
import { ownDatabase } from '#testing';
import { actingFor, createOperator, openFacades } from '../scenarios/scene.js';

export const day = Temporal.PlainDate.from;

/** An operator of two authorities in the first week of the summer term, and everyone who might act. */
export async function openStage() {
  const own = await ownDatabase();
  const scene = await openFacades(own.config);
  const { register } = generateRegister({
    seed: 11,
    authorities: [
      { code: '877', name: 'Warrington', schools: 10 },
      { code: '876', name: 'Halton', schools: 5 },
    ],
  });
  await scene.db.systemTx('a test imports a register', (tx) => new Register().import(tx, register));
  const created = await createOperator(scene, 'aspire', '2026-04-13T08:00:00Z');
  const { operatorId, staff, schools } = created;
  const leaders = await scene.db.tx(staff, (tx) =>
    scene.practitioners.list(tx, { designations: ['NLE', 'LLE', 'SLE'] }),
  );
  const homes = leaders.map((one) => one.homeId);
  const [asking, other] = schools.filter(
    (one) => one.laCode === '877' && one.roll && !homes.includes(one.organisationId),
  ) as [School, School];
  const neighbour = schools.find((one) => one.laCode === '876')!;
  const leader = leaders.find((one) => one.designations.includes('LLE'))!;
  const head = actingFor(operatorId, asking.organisationId, 'headteacher');
  await scene.db.tx(head, (tx) =>
    scene.agreements.prepare(tx, {
      agreementId: newId(),
      schoolId: asking.organisationId,
      offerId: offerId(operatorId, 'silver'),
    }),
  );
  const sip = (await scene.db.tx(head, (tx) => scene.practitioners.linkOf(tx, asking.organisationId)))!;
  const as = (organisationId: string, role: Actor['role'] = 'headteacher'): Actor => ({
    ...actingFor(operatorId, organisationId, role),
    ...(role === 'key' && { apiKeyId: newId() }),
  });
  return {
    ...scene,
    created,
    asking,
    other,
    neighbour,
    leader,
    sip,
    head,
    course: offerId(operatorId, 'phonics-leaders'),
    independent: offerId(operatorId, 'maths-mastery'),
    as,
    staffAs: (role: Role | 'key'): Actor => ({ ...as(created.hostId, role), scope: 'operator' }),
    close: async () => {
      await scene.close();
      await own.drop();
    },
  };
}
export type Stage = Awaited<ReturnType<typeof openStage>>;

/** What a verb answers each of these with, in turn: `done`, or the code of its refusal. */
export async function answers(
  { db }: Stage,
  actors: readonly Actor[],
  verb: () => (tx: Tx) => Promise<unknown>,
): Promise<string[]> {
  const all: string[] = [];
  for (const actor of actors)
    all.push(
      await db.tx(actor, verb()).then(
        () => 'done',
        (error: { code?: string }) => error.code ?? String(error),
      ),
    );
  return all;
}
export const forbidden = (actors: readonly Actor[]): string[] => actors.map(() => 'platform.forbidden');

/** Until another transaction stands before a lock of this one. */
export async function someoneWaits({ db }: Pick<Stage, 'db'>): Promise<void> {
  for (let tries = 0; tries < 2000; tries++) {
    const rows = await db.systemTx('who waits for a lock', (tx) =>
      tx.query(
        'SELECT FROM pg_locks l JOIN pg_stat_activity a USING (pid) WHERE NOT l.granted AND a.datname = current_database()',
      ),
    );
    if (rows.length) return;
  }
  throw new Error('Nobody waits');
}
