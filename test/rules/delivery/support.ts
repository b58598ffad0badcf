import { newId, type Tx } from '#platform';
import { held } from '../../scenarios/scene.js';
import { answers, day, openStage } from '../stage.js';
import { choose } from '../traces.js';

/** A stage with what is done between schools on it. */
export async function openSupport() {
  const stage = await openStage();
  const { db, requests, created, leader } = stage;
  // A test grants as much as its school needs.
  await choose(stage, { ledger: { most_granted: 1_000_000 } });
  /** A school whose people support others. */
  const home = leader.homeId;
  const used = [stage.asking, stage.other, stage.neighbour].map((one) => one.organisationId).concat(home);
  const unused = created.schools.map((one) => one.organisationId).filter((id) => !used.includes(id));
  const broker = stage.staffAs('broker');
  const brokered = <T>(verb: (tx: Tx) => Promise<T>) => db.tx(broker, verb);
  const says = (actors: Parameters<typeof answers>[1], verb: () => (tx: Tx) => Promise<unknown>) =>
    answers(stage, actors, verb);

  const request = (schoolId: string, days = 100n) => ({
    requestId: newId(),
    schoolId,
    need: 'leadership' as const,
    details: 'A day with an experienced leader.',
    days,
  });
  const proposal = (requestId: string, practitionerId: string, designation = 'LLE') => ({
    proposalId: newId(),
    requestId,
    practitionerId,
    designation,
    reason: 'Has led a school like it.',
  });
  return {
    ...stage,
    home,
    broker,
    brokered,
    says,
    request,
    proposal,
    /** A school that no test has used yet, with so many hundredths of a credit. */
    async schoolWith(amount: bigint): Promise<string> {
      const schoolId = unused.pop()!;
      if (amount > 0n)
        await db.tx(created.staff, (tx) =>
          stage.credits.grant(tx, { id: newId(), schoolId, amount, reason: 'For a test' }),
        );
      return schoolId;
    },
    async practitioner(homeId: string, designation: string, name = 'Una Leader'): Promise<string> {
      const practitionerId = newId();
      await db.tx(created.staff, (tx) =>
        stage.practitioners.add(tx, {
          practitionerId,
          personId: null,
          name,
          homeId,
          phases: [stage.asking.phase!],
          needs: ['leadership'],
          designations: [{ designation, issuer: 'Test', from: day('2026-01-01') }],
        }),
      );
      return practitionerId;
    },
    async ask(schoolId: string, days = 100n): Promise<string> {
      const asked = request(schoolId, days);
      await db.tx(stage.as(schoolId), (tx) => requests.ask(tx, asked));
      return asked.requestId;
    },
    async propose(...of: Parameters<typeof proposal>): Promise<string> {
      const proposed = proposal(...of);
      await brokered((tx) => requests.propose(tx, proposed));
      return proposed.proposalId;
    },
    refusedProposal: (...of: Parameters<typeof proposal>) =>
      says([broker], () => (tx) => requests.propose(tx, proposal(...of))),
    stageOf: async (requestId: string) => (await brokered((tx) => requests.find(tx, requestId))).stage,
    creditsOf: (schoolId: string) =>
      brokered((tx) => held(stage, tx, { organisationId: schoolId }, 'CREDIT')),
    /** What was published of a thing, and what the trail says of a request. */
    told: (id: string) =>
      db.systemTx('a test reads what was told', async (tx) => ({
        published: (
          await tx.query<{ type: string }>(
            'SELECT type FROM platform.outbox WHERE entity_id = $1 ORDER BY message_id',
            [id],
          )
        ).map((one) => one.type),
        trail: (
          await tx.query<{ verb: string }>(
            `SELECT verb FROM platform.audit
              WHERE subject_type = 'request' AND subject_id = $1 AND about_organisation_id IS NOT NULL ORDER BY seq`,
            [id],
          )
        ).map((one) => one.verb),
      })),
    /** The operator's rates of a day, in hundredths of a credit. */
    setRates: (rates: Readonly<Record<string, number>>) => choose(stage, { credits: { per_day: rates } }),
  };
}
export type SupportStage = Awaited<ReturnType<typeof openSupport>>;
