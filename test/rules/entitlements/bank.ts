import { schoolId } from '#directory';
import { Parties, People } from '#identity';
import { accountId, Ledger } from '#ledger';
import { OperatingModel, Vocabularies, type SettingsChanged } from '#operating-model';
import { newId, Temporal, type Actor, type Database, type Tx } from '#platform';
import { setClock, testOperator } from '#testing';
import { CreditBank, issued, poolOf } from '#entitlements';

export const day = Temporal.PlainDate.from;
export const ledger = new Ledger();
export const bank = new CreditBank(ledger, new OperatingModel(), new Parties(), new Vocabularies());

/** New schools of these authorities in the register that every test shares. */
export async function schools(
  db: Database,
  laCodes: readonly string[],
  { stateFunded = true } = {},
): Promise<string[]> {
  return db.systemTx('a test adds schools', async (tx) => {
    const ids: string[] = [];
    await tx.query('SELECT pg_advisory_xact_lock(700000)');
    for (const laCode of laCodes) {
      const [row] = await tx.query<{ urn: number }>(
        'SELECT coalesce(max(urn), 700000) + 1 AS urn FROM directory.school WHERE urn BETWEEN 700000 AND 799999',
      );
      const id = schoolId(row!.urn);
      await tx.query(
        `INSERT INTO directory.organisation (organisation_id, kind, key, name) VALUES ($1, 'school', $2, 'School')`,
        [id, String(row!.urn)],
      );
      await tx.query(
        `INSERT INTO directory.school (organisation_id, urn, name, la_code, la_name, status, phase, funding_status, state_funded)
         VALUES ($1, $2, 'School', $3, 'Somewhere', 'open', 'primary', $4, $5)`,
        [id, row!.urn, laCode, stateFunded ? 'maintained' : 'independent', stateFunded],
      );
      ids.push(id);
    }
    return ids;
  });
}

/** Two member schools of one authority and one of another, on 1 September 2026; nobody has a credit. */
export async function memberSchools(db: Database, choices: SettingsChanged = {}) {
  const { operatorId, staff } = await testOperator(db, '2026-09-01T09:00:00Z', choices);
  const [one, two, elsewhere] = (await schools(db, ['501', '501', '502'])) as [string, string, string];
  const join = (organisationIds: readonly string[]) =>
    db.tx(staff, (tx) =>
      new Parties().addMany(
        tx,
        organisationIds.map((organisationId) => ({ organisationId, buyer: true })),
      ),
    );
  await join([one, two, elsewhere]);

  /** A grant of the operator's staff; answers its id. */
  const grant = async (schoolId: string, amount: bigint, more: object = {}, actor: Actor = staff) => {
    const id = newId();
    await db.tx(actor, (tx) => bank.grant(tx, { id, schoolId, amount, reason: 'Allocation', ...more }));
    return id;
  };
  /** What a school has, by lot: what is left, its last day, its priority, what it is restricted to. */
  const lots = (schoolId: string) =>
    db.tx(staff, async (tx) =>
      (await ledger.lots(tx, accountId(operatorId, poolOf(schoolId, 'CREDIT')))).map((lot) => [
        lot.available,
        lot.expiresOn?.toString() ?? null,
        lot.priority,
        lot.restriction,
      ]),
    );
  const available = async (schoolId: string) => {
    const id = accountId(operatorId, poolOf(schoolId, 'CREDIT'));
    return (await db.tx(staff, (tx) => ledger.balances(tx, [id]))).get(id)?.available ?? 0n;
  };
  /** What the trail says of one verb, oldest first. */
  const trail = (verb: string) =>
    db.tx(staff, (tx) =>
      tx.query(
        `SELECT subject_type AS type, subject_id AS id, about_organisation_id AS about, details FROM platform.audit
          WHERE operator_id = $1 AND verb = $2 ORDER BY seq`,
        [operatorId, verb],
      ),
    );
  const someone = async (role: Actor['role']): Promise<Actor> => {
    const person = { name: 'One of the staff', email: `${newId()}@example.org` };
    return { ...staff, personId: await db.tx(staff, (tx) => new People().add(tx, person)), role };
  };
  const clock = (to: string) => setClock(db, staff, to);
  return { operatorId, staff, one, two, elsewhere, join, grant, lots, available, trail, someone, clock };
}

/** Credits of a term to come, which are not there to spend today. */
export const creditsOfLater = (tx: Tx, schoolId: string, amount: bigint, from: string) =>
  ledger.post(tx, {
    ...{ id: newId(), amount, code: 'grant', reference: { type: 'test', id: 'a term to come' } },
    debit: accountId(tx.operatorId, issued('CREDIT')),
    credit: accountId(tx.operatorId, poolOf(schoolId, 'CREDIT')),
    ...{ countsOn: day(from), lot: { validFrom: day(from) } },
  });
