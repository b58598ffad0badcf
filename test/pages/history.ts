import { offerId } from '#blueprints';
import { newId, type Actor, type Role, type Tx } from '#platform';
import type { Stage } from '../access/stage.js';
import { actingFor, type Facades } from '../scenarios/scene.js';

/** Where the people of the stage act, and who works with them. */
export interface Parties {
  readonly operatorId: string;
  readonly staff: Actor;
  readonly school: string;
  /** Another of the same authority. */
  readonly other: string;
  readonly la: string;
  readonly host: string;
  /** The one to step in as, and where they come from; and the school's own. */
  readonly practitioner: { readonly id: string; readonly home: string };
  readonly sip: string;
  readonly fundId: string;
}

export async function partiesOf({ owner, created }: Stage, { db, funds }: Facades): Promise<Parties> {
  const { operatorId, staff, hostId, schools } = created;
  const find = async (sql: string, ...values: string[]): Promise<Record<string, string>> =>
    (await owner.query(sql, [operatorId, ...values])).rows[0]!;
  // As the stage does: the first of each role.
  const at = async (role: Role): Promise<string> => {
    const found = await find(
      'SELECT organisation_id AS id FROM identity.appointment WHERE operator_id = $1 AND role = $2 AND demonstration ORDER BY appointment_id LIMIT 1',
      role,
    );
    return found.id!;
  };
  const [school, la, fundId] = [await at('headteacher'), await at('budget-holder'), newId()];
  const laCode = schools.find((one) => one.organisationId === school)!.laCode;
  const practitioner = await find(
    `SELECT p.practitioner_id AS id, p.home_id AS home FROM delivery.practitioner p JOIN identity.appointment a USING (operator_id, person_id)
      WHERE operator_id = $1 AND a.role = 'practitioner' AND a.demonstration ORDER BY a.appointment_id LIMIT 1`,
  );
  const sip = await find(
    'SELECT practitioner_id AS id FROM delivery.link WHERE operator_id = $1 AND school_id = $2 LIMIT 1',
    school,
  );
  await db.tx(actingFor(operatorId, la, 'budget-holder'), (tx) =>
    funds.open(tx, {
      fundId,
      laId: la,
      title: 'Intervention',
      purpose: '',
      amount: 10_000_000n,
      opensOn: tx.today,
      closesOn: tx.today.add({ months: 6 }),
    }),
  );
  const other = schools.filter((one) => one.laCode === laCode).at(-3)!.organisationId;
  return {
    ...{ operatorId, staff, school, other, la, fundId },
    host: hostId,
    practitioner: { id: practitioner.id!, home: practitioner.home! },
    sip: sip.id!,
  };
}

/** So many more of everything that a year leaves behind: all of it done with, nothing left to do. */
export async function past(scene: Facades, parties: Parties, many: number): Promise<void> {
  const { operatorId, staff, school, other, la, host, fundId } = parties;
  const as = (organisationId: string, role: Role): Actor => actingFor(operatorId, organisationId, role);
  await scene.db.tx(staff, (tx) => delivered(tx, parties, many));
  await scene.db.tx(staff, (tx) => held(tx, scene, school, many));
  await scene.db.tx(staff, (tx) => published(tx, host, many));
  await scene.db.tx(staff, (tx) => scene.model.choose(tx, { funding: { open_earmarks: many } }));
  for (let n = 0; n < many; n++) {
    const purchaseId = newId();
    const wallet = { walletId: newId(), fundId, schoolId: other, purpose: 'Your choice', amount: 100n };
    await scene.db.tx(as(la, 'budget-holder'), (tx) => scene.funds.earmark(tx, wallet));
    const review = { schoolId: school, offerId: offerId(operatorId, 'leadership-review') };
    await scene.db.tx(as(school, 'headteacher'), (tx) => scene.purchases.buy(tx, { ...review, purchaseId }));
    await scene.db.tx(as(host, 'manager'), (tx) => scene.purchases.deliver(tx, purchaseId));
    await scene.db.tx(staff, (tx) => scene.billing.purchase(tx, purchaseId));
  }
}

/** Requests that were answered and closed, and visits that were reported, read and evaluated. */
async function delivered(tx: Tx, { school, practitioner, sip, host }: Parties, many: number): Promise<void> {
  await tx.query(
    `WITH asked AS (
       INSERT INTO delivery.request (operator_id, request_id, school_id, need, details, days, asked_on)
       SELECT $1, gen_random_uuid(), $2, 'leadership', 'A day with a leader', 100, $8::date - n % 90 FROM generate_series(1, $6) n RETURNING *),
     agreed AS (
       INSERT INTO delivery.proposal (operator_id, proposal_id, request_id, school_id, home_id, practitioner_id, designation, days, credits, need, details, reason, state, proposed_on)
       SELECT $1, gen_random_uuid(), request_id, $2, $3, $4, 'LLE', 100, 0, need, details, 'Near', 'consented', asked_on FROM asked RETURNING *),
     supported AS (
       INSERT INTO delivery.visit (operator_id, visit_id, school_id, practitioner_id, home_id, proposal_id, visit_on, portion, purpose, state, report, reported_on, read_on, rating, evaluated_on)
       SELECT $1, gen_random_uuid(), $2, $4, $3, proposal_id, proposed_on, 100, 'Support', 'evaluated', 'Delivered, and written down.', proposed_on, proposed_on, 5, proposed_on FROM agreed)
     INSERT INTO delivery.visit (operator_id, visit_id, school_id, practitioner_id, home_id, visit_on, portion, purpose, state, report, reported_on, read_on, rating, evaluated_on)
     SELECT $1, gen_random_uuid(), $2, $5, $7, $8::date - 1 - n % 90, 100, 'Termly', 'evaluated', 'Delivered, and written down.', $8::date - 1, $8::date - 1, 4, $8::date - 1 FROM generate_series(1, $6) n`,
    [
      ...[tx.operatorId, school, practitioner.home, practitioner.id, sip, many, host],
      tx.today.subtract({ days: 1 }).toString(),
    ],
  );
}

/** Course dates whose register was taken, with a place of the school on each. */
async function held(tx: Tx, { courses }: Facades, school: string, many: number): Promise<void> {
  const sessions: string[] = [];
  for (let n = 0; n < many; n++) {
    const sessionId = newId();
    await courses.schedule(tx, {
      sessionId,
      offerId: offerId(tx.operatorId, 'phonics-leaders'),
      on: tx.today,
      startsAt: '13:30',
      venue: 'Town Hall',
      capacity: 5,
    });
    sessions.push(sessionId);
  }
  await tx.query(
    `WITH held AS (
       UPDATE delivery.session SET held_on = $4::date - 30, register_taken_on = $4::date - 30 WHERE operator_id = $1 AND session_id = ANY ($2) RETURNING *)
     INSERT INTO delivery.place (operator_id, place_id, session_id, school_id, provider_id, attendee, means, amount, state, booked_on)
     SELECT $1, gen_random_uuid(), session_id, $3, provider_id, 'Jo Bright', 'free', 0, 'attended', $4::date - 60 FROM held`,
    [tx.operatorId, sessions, school, tx.today.toString()],
  );
}

/** Offers, more than one page of them. */
async function published(tx: Tx, host: string, many: number): Promise<void> {
  await tx.query(
    `INSERT INTO catalogue.offer (operator_id, offer_id, slug, provider_id, kind, title, summary, need, service_type, accepts, cfr_code, aar_code, published_on)
     SELECT $1, id, id::text, $2, 'service', 'An offer', 'One of many', 'finance', 'training', '{money}', 'E09', 'SDT', $4
       FROM (SELECT gen_random_uuid() AS id FROM generate_series(1, $3)) made`,
    [tx.operatorId, host, many, tx.today.toString()],
  );
}

/** Copies of a row that is there, of which some columns are instead as said; `n` counts the copies. */
async function copied(
  { owner }: Stage,
  { operatorId, school }: Parties,
  table: string,
  many: number,
  instead: Readonly<Record<string, string>>,
): Promise<void> {
  const { rows } = await owner.query<{ name: string }>(
    `SELECT attname AS name FROM pg_attribute WHERE attrelid = $1::regclass AND attnum > 0 AND NOT attisdropped AND attgenerated = ''`,
    [table],
  );
  const names = rows.map(({ name }) => name);
  const first = names.includes('school_id') ? 'ORDER BY school_id <> $2' : '';
  const { rowCount } = await owner.query(
    `INSERT INTO ${table} (${names.join()}) SELECT ${names.map((name) => instead[name] ?? `one.${name}`).join()}
       FROM (SELECT * FROM ${table} WHERE operator_id = $1 ${first} LIMIT 1) one, generate_series(1, $3) n
      WHERE $2::uuid IS NOT NULL`,
    [operatorId, school, many],
  );
  if (rowCount !== many) throw new Error(`${table} has nothing to copy`);
}

/** Years of everything that is done with, long before the agreements of today: no page has a use for more of it than a line in a list. */
export async function longAgo(stage: Stage, parties: Parties, many: number): Promise<void> {
  const copies = (table: string, instead: Readonly<Record<string, string>>) =>
    copied(stage, parties, table, many, instead);
  const id = (what: string) => `md5('${what}' || n)::uuid`;
  const then = `current_date - 1500 - n`;
  const request = { request_id: id('request'), school_id: `'${parties.school}'` };
  const session = { session_id: id('session'), held_on: then };
  await copies('delivery.request', { ...request, asked_on: then, withdrawn_on: 'NULL' });
  await copies('delivery.proposal', {
    ...{ ...request, proposal_id: id('proposal'), proposed_on: then, decided_on: then },
    ...{ state: `'consented'`, days: '100' },
  });
  await copies('delivery.visit', {
    ...{
      visit_id: id('visit'),
      proposal_id: id('proposal'),
      visit_on: then,
      portion: '100',
      state: `'evaluated'`,
    },
    ...{
      report: `'It went well enough.'`,
      reported_on: then,
      read_on: then,
      rating: '5',
      evaluated_on: then,
    },
    called_off_because: 'NULL',
  });
  await copies('delivery.session', { ...session, register_taken_on: then });
  await copies('delivery.place', { ...session, place_id: id('place'), state: `'attended'` });
  await copies('catalogue.offer', {
    offer_id: id('offer'),
    slug: id('offer'),
    withdrawn_on: `current_date - 1500`,
  });
  await copies('agreements.agreement', {
    ...{ agreement_id: id('agreement'), state: `'declined'`, starts_on: then, ends_on: `${then} + 364` },
    ...{ notice_by: then, bills_on: then, decided_at: 'clock_timestamp()', renews_id: 'NULL' },
    ...{ at_term_end: `'renew'`, next_offer_id: 'NULL', superseded_by: 'NULL' },
  });
  const purchase = { purchase_id: id('purchase'), bought_on: then, finished_on: then };
  await copies('agreements.purchase', { ...purchase, state: `'delivered'` });
  await copies('funding.wallet', { wallet_id: id('wallet'), opened_on: then, expires_on: then });
  await copies('invoicing.document', {
    ...{ document_id: id('document'), cause_type: `'purchase'`, cause_id: id('purchase') },
    ...{ series: '100000 + n', number: `'OLD-' || n`, issued_on: then, due_on: then },
  });
  await copies('platform.audit', { audit_id: id('audit'), at: then });
  await copies('identity.commitment', {
    commitment_id: id('commitment'),
    subject_id: id('commitment'),
    committed_on: then,
  });
  await stage.owner.query(
    `INSERT INTO entitlements.adjustment (operator_id, adjustment_id, school_id, amount, reason, state, proposed_by, proposed_at, decided_by, decided_at)
     SELECT a.operator_id, gen_random_uuid(), $2, 100, 'Counted twice', 'approved', a.person_id, ${then}, b.person_id, ${then}
       FROM (SELECT * FROM identity.appointment WHERE operator_id = $1 AND role = 'administrator' LIMIT 1) a
       JOIN (SELECT * FROM identity.appointment WHERE operator_id = $1 AND role = 'finance' LIMIT 1) b USING (operator_id), generate_series(1, $3) n`,
    [parties.operatorId, parties.school, many],
  );
  await stage.owner.query('ANALYZE');
}

/** What few come upon: someone, and a key, that wait for the school's word, a letter, an agreement that could not renew. */
export async function rare({ owner }: Stage, { operatorId, school, other }: Parties): Promise<void> {
  await owner.query(
    `INSERT INTO identity.nomination (operator_id, nomination_id, person_id, organisation_id, role, from_date, proposed_by, proposed_at, lapses_on)
     SELECT a.operator_id, gen_random_uuid(), a.person_id, $2, 'chair', a.from_date, b.person_id, clock_timestamp(), (clock_timestamp() + interval '90 days')::date
       FROM identity.appointment a JOIN identity.appointment b USING (operator_id)
      WHERE operator_id = $1 AND a.role = 'practitioner' AND b.role = 'administrator' LIMIT 1`,
    [operatorId, school],
  );
  await owner.query(
    `INSERT INTO identity.api_key (operator_id, api_key_id, organisation_id, name, hash, last_four, scopes, issued_at, issued_by, state, lapses_on)
     SELECT operator_id, gen_random_uuid(), $2, 'Finance system', sha256('rare'), 'rare', '{read,write}', clock_timestamp(), person_id, 'waiting',
            (clock_timestamp() + interval '90 days')::date
       FROM identity.appointment WHERE operator_id = $1 AND role = 'administrator' AND from_date <= clock_timestamp()::date AND ended_at IS NULL LIMIT 1`,
    [operatorId, school],
  );
  await owner.query(
    `INSERT INTO notifications.message (operator_id, message_id, person_id, address, subject, body, queued_at)
     SELECT operator_id, gen_random_uuid(), person_id, 'a@b.example', 'Hello', 'Dear you', clock_timestamp() FROM identity.appointment WHERE operator_id = $1 LIMIT 1`,
    [operatorId],
  );
  await owner.query(
    `UPDATE agreements.agreement SET renewal_problem = 'Its plan has no price' WHERE operator_id = $1 AND agreement_id = (
       SELECT agreement_id FROM agreements.agreement WHERE operator_id = $1 AND state = 'signed' AND school_id NOT IN ($2, $3) ORDER BY ends_on LIMIT 1)`,
    [operatorId, school, other],
  );
}
