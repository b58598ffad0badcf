import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { newId, type Actor, type Tx } from '#platform';
import { day } from './stage.js';
import { openSupport, type SupportStage } from './delivery/support.js';

let stage: SupportStage;
beforeAll(async () => {
  stage = await openSupport();
}, 240_000);
afterAll(() => stage?.close());

/** Who writes a text, with which verb, and what a text that is no good there is refused as. */
type Writing = readonly [code: string, by: Actor, verb: (text: string) => (tx: Tx) => Promise<unknown>];

/** Those that no table checks. */
const unchecked = { 'delivery.session.venue': { least: 2, most: 200 } };

/** What one of these texts has, at least and at most, by the table's own check. */
async function bounds(): Promise<Record<string, { least: number; most: number }>> {
  const checks = await stage.db.systemTx('a test reads what the tables check', (tx) =>
    tx.query<{ of: string; said: string }>(
      `SELECT conrelid::regclass::text AS of, pg_get_constraintdef(oid) AS said FROM pg_constraint
        WHERE contype = 'c' AND pg_get_constraintdef(oid) ~ '\\ylength\\(' ORDER BY 1, 2`,
    ),
  );
  const found: Record<string, { least: number; most: number }> = { ...unchecked };
  for (const { of, said } of checks)
    for (const [, column, sign, count] of said.matchAll(/\blength\((\w+)\) (>=|<=|>|=) (\d+)/g)) {
      const one = (found[`${of}.${column}`] ??= { least: 0, most: Infinity });
      if (sign === '=' || sign === '<=') one.most = Number(count);
      if (sign !== '<=') one.least = Number(count) + (sign === '>' ? 1 : 0);
    }
  return found;
}

async function visitOf(over: { on?: string; portion?: bigint } = {}) {
  const visit = {
    ...{ visitId: newId(), schoolId: stage.asking.organisationId },
    ...{ practitionerId: stage.sip.practitionerId, purpose: 'Termly review' },
    ...{ on: day(over.on ?? '2026-04-13'), portion: over.portion ?? 50n },
  };
  await stage.db.tx(stage.head, (tx) => stage.visits.book(tx, visit));
  return visit;
}

/** What may be proposed, and two who are: one is agreed to, the other waits for an answer. */
async function supportOf() {
  const schoolId = await stage.schoolWith(20_000n);
  const leader = await stage.practitioner(stage.home, 'LLE');
  const [agreed, waiting] = [
    await stage.propose(await stage.ask(schoolId), leader),
    await stage.propose(await stage.ask(schoolId), leader),
  ];
  await stage.db.tx(stage.as(stage.home), (tx) => stage.requests.consent(tx, agreed));
  return [stage.proposal(await stage.ask(schoolId), leader), agreed, waiting] as const;
}

async function writings(): Promise<Record<string, Writing>> {
  const { db, visits, head, sip, asking, created } = stage;
  const [today, reported] = [await visitOf(), await visitOf()];
  const home = stage.as(sip.homeId, 'manager');
  await db.tx(home, (tx) => visits.report(tx, reported.visitId, 'We looked at reading in Year 2.'));
  const provider = stage.as(created.hostId, 'manager');
  const [support, ending, answered] = await supportOf();
  const sessionId = newId();
  const session = {
    ...{ sessionId, offerId: stage.course, on: day('2026-05-12'), startsAt: '09:30' },
    ...{ venue: 'Town Hall', capacity: 5 },
  };
  await db.tx(provider, (tx) => stage.courses.schedule(tx, session));
  return {
    'delivery.visit.purpose': [
      'delivery.purpose',
      head,
      (purpose) => (tx) => visits.book(tx, { ...today, visitId: newId(), on: day('2026-05-18'), purpose }),
    ],
    'delivery.visit.report': [
      'delivery.report',
      home,
      (report) => (tx) => visits.report(tx, today.visitId, report),
    ],
    'delivery.visit.evaluation': [
      'delivery.evaluation',
      head,
      (evaluation) => (tx) => visits.evaluate(tx, reported.visitId, 4, evaluation),
    ],
    // By whoever comes, of whom no reason is asked.
    'delivery.visit.called_off_because': [
      'delivery.reason',
      home,
      (reason) => (tx) => visits.cancel(tx, today.visitId, reason),
    ],
    'delivery.practitioner.name': [
      'delivery.practitioner-name',
      created.staff,
      (name) => (tx) =>
        stage.practitioners.add(tx, {
          ...{ practitionerId: newId(), personId: null, homeId: sip.homeId, name },
          ...{ phases: [], needs: [], designations: [] },
        }),
    ],
    'delivery.session.venue': [
      'delivery.venue',
      provider,
      (venue) => (tx) => stage.courses.schedule(tx, { ...session, sessionId: newId(), venue }),
    ],
    'delivery.request.details': [
      'delivery.details',
      head,
      (details) => (tx) => stage.requests.ask(tx, { ...stage.request(asking.organisationId), details }),
    ],
    'delivery.proposal.reason': [
      'delivery.reason',
      stage.broker,
      (reason) => (tx) => stage.requests.propose(tx, { ...support, reason }),
    ],
    'delivery.proposal.declined_because': [
      'delivery.reason',
      stage.as(stage.home),
      (because) => (tx) => stage.requests.decline(tx, answered, because),
    ],
    'delivery.proposal.ended_because': [
      'delivery.reason',
      stage.broker,
      (because) => (tx) => stage.endings.end(tx, ending, because),
    ],
    'delivery.place.attendee': [
      'delivery.attendee',
      head,
      (attendee) => (tx) =>
        stage.courses.book(tx, {
          ...{ placeId: newId(), sessionId, schoolId: asking.organisationId },
          ...{ attendee, means: 'money' as const },
        }),
    ],
  };
}

test('a text that its table would not keep is refused by the verb that writes it, in a sentence', async () => {
  const [checked, otherwise] = [await bounds(), [] as string[]];
  for (const [column, [code, by, verb]] of Object.entries(await writings())) {
    const { least, most } = checked[column]!;
    for (const count of [least - 1, most + 1].filter((count) => count >= 0 && count < Infinity)) {
      // Of a character that JavaScript counts twice.
      const [refused] = await stage.says([by], () => verb('😀'.repeat(count)));
      if (refused !== code) otherwise.push(`${column} of ${count} characters: ${refused}`);
    }
  }
  expect(otherwise).toEqual([]);
});
