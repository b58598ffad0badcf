import { offerId } from '#blueprints';
import { ApiKeys } from '#identity';
import { JournalRules, BillingDetails } from '#invoicing';
import { accountId, Books, Expiry } from '#ledger';
import { derivedId, Failures, newId, Temporal, type Actor, type Role, type Tx } from '#platform';
import { issued, poolOf } from '#entitlements';
import { actingFor, advance, createOperator, type Scene } from '../scenarios/scene.js';

const day = Temporal.PlainDate.from;

/** What a year may bring besides its plain course: every verb that `aSchoolsYear` has no use for. */
export async function oddJobs(
  scene: Scene,
  sql: (text: string, values: unknown[]) => Promise<unknown>,
): Promise<void> {
  const { db, nominations, people, parties, practitioners, limits, agreements, visits, courses, requests } =
    scene;
  const created = await createOperator(scene, 'education-kingston', '2026-04-01T08:00:00Z');
  const { operatorId, staff, schools, hostId } = created;
  const plan = offerId(operatorId, 'membership');
  const leaders = await db.tx(staff, (tx) => practitioners.list(tx, { designations: ['NLE', 'LLE'] }));
  const homes = new Set(leaders.map((one) => one.homeId));
  const [school, other] = schools.filter(
    (one) => one.roll && one.fundingStatus === 'maintained' && !homes.has(one.organisationId),
  ) as [(typeof schools)[0], (typeof schools)[0]];
  const id = school.organisationId;
  const as = (role: Role, at = id) => actingFor(operatorId, at, role);
  const head = as('headteacher');
  const by = (actor: Actor, personId: string): Actor => ({ ...actor, personId });
  const say = <Result>(actor: Actor, verb: (tx: Tx) => Promise<Result>): Promise<Result> =>
    db.tx(actor, verb);

  await say(staff, (tx) =>
    scene.catalogue.price(tx, plan, {
      startsOn: day('2035-04-01'),
      unit: 'GBP',
      forSchools: 'any',
      basis: 'flat',
      amount: 100_000n,
      minimum: 0n,
      bands: [],
      illustrative: true,
      source: 'A price of later years',
    }),
  );

  // Who acts for whom.
  const person = (tx: Tx, name: string) => people.add(tx, { name, email: `${name}.${newId()}@example.org` });
  const [robert, leila, leilaId] = await say(staff, async (tx) => {
    const [one, two] = [await person(tx, 'robert'), await person(tx, 'leila')];
    const appoint = (personId: string) =>
      people.appoint(tx, { personId, organisationId: hostId, role: 'administrator' });
    await appoint(one);
    const staffOf = (personId: string): Actor => ({
      ...by(as('administrator', hostId), personId),
      scope: 'operator',
    });
    return [staffOf(one), staffOf(two), await appoint(two)] as const;
  });
  const nominate = (role: Role) =>
    say(robert, async (tx) =>
      nominations.propose(tx, { personId: await person(tx, 'ann'), organisationId: id, role }),
    );
  const [first, second, third] = [
    await nominate('headteacher'),
    await nominate('chair'),
    await nominate('chair'),
  ];
  await say(leila, (tx) => nominations.confirm(tx, first, 'Telephoned the school, spoke to its clerk.'));
  await say(robert, (tx) => nominations.writeTo(tx, second, 'office'));
  const token = await say(staff, (tx) => nominations.link(tx, second));
  await say(staff, (tx) => nominations.confirmByLink(tx, token));
  await say(robert, (tx) => nominations.decline(tx, third));
  await say(head, (tx) => limits.set(tx, id, 'business-manager', 1_000_000n));
  const keys = new ApiKeys(scene.config);
  const { apiKeyId } = await say(robert, (tx) =>
    keys.issue(tx, { organisationId: id, name: 'Finance', scopes: ['read'] }),
  );
  const refused = await say(robert, (tx) =>
    keys.issue(tx, { organisationId: id, name: 'Timetable', scopes: ['write'] }),
  );
  const ann = await say(staff, async (tx) => {
    const personId = await person(tx, 'ann');
    await people.appoint(tx, { personId, organisationId: id, role: 'headteacher' });
    return by(head, personId);
  });
  await say(ann, (tx) => keys.confirm(tx, apiKeyId));
  await say(ann, (tx) => keys.decline(tx, refused.apiKeyId));
  await say(robert, (tx) => keys.revoke(tx, apiKeyId));
  await say(robert, (tx) => people.end(tx, leilaId, tx.today));

  // Money and credits.
  const finance = { ...robert, role: 'finance' } as Actor;
  await say(finance, (tx) =>
    new BillingDetails().set(tx, id, { address: ['1 High Street', 'Kingston'], supplier: null }),
  );
  await say(finance, (tx) =>
    new JournalRules().set(tx, { typeCode: '14', startsOn: tx.today, journalled: true, source: 'A ruling' }),
  );
  const bank = { schoolId: id, amount: 10_000n, reason: 'A start' };
  await say(finance, (tx) => scene.credits.grant(tx, { ...bank, id: newId() }));
  for (const decide of ['approveAdjustment', 'rejectAdjustment'] as const) {
    const adjustment = newId();
    await say(finance, (tx) => scene.credits.proposeAdjustment(tx, { ...bank, id: adjustment }));
    await say(by(finance, leila.personId!), async (tx) => void (await scene.credits[decide](tx, adjustment)));
  }
  await say(robert, async (tx) => {
    await scene.model.choose(tx, { ledger: { giving: 'allowed' } });
    await scene.vocabularies.add(tx, 'needs', { code: 'music', label: 'Music' });
    await scene.vocabularies.end(tx, 'needs', 'music', tx.today);
  });
  await say(head, (tx) =>
    scene.credits.give(tx, {
      id: newId(),
      from: id,
      to: other.organisationId,
      amount: 100n,
      message: 'With thanks',
    }),
  );
  await say(head, async (tx) => {
    const at = (owner: Parameters<typeof accountId>[1]) => accountId(operatorId, owner);
    await scene.ledger.hold(tx, {
      id: newId(),
      debit: at(poolOf(id, 'CREDIT')),
      credit: at(issued('CREDIT')),
      amount: 100n,
      code: 'test',
      reference: { type: 'test', id: '1' },
      expiresAt: tx.now.add({ minutes: 1 }),
    });
  });

  // What is called off.
  const waiting = newId();
  await say(as('business-manager', other.organisationId), (tx) =>
    agreements.prepare(tx, { agreementId: waiting, schoolId: other.organisationId, offerId: plan }),
  );
  await say(as('headteacher', other.organisationId), (tx) => agreements.decline(tx, waiting));
  const unapproved = newId();
  await say(as('business-manager', other.organisationId), (tx) =>
    agreements.prepare(tx, { agreementId: unapproved, schoolId: other.organisationId, offerId: plan }),
  );
  const agreementId = newId();
  await say(head, (tx) => agreements.prepare(tx, { agreementId, schoolId: id, offerId: plan }));
  const sip = (await say(head, (tx) => practitioners.linkOf(tx, id)))!;
  const visitId = newId();
  await say(head, (tx) =>
    visits.book(tx, {
      visitId,
      schoolId: id,
      practitionerId: sip.practitionerId,
      on: day('2026-06-10'),
      portion: 50n,
      purpose: 'A look at reading',
    }),
  );
  await say(head, (tx) => visits.cancel(tx, visitId));
  const [sessionId, placeId] = [newId(), newId()];
  await say(as('manager', hostId), (tx) =>
    courses.schedule(tx, {
      sessionId,
      offerId: offerId(operatorId, 'subject-leadership'),
      on: day('2026-06-17'),
      startsAt: '09:30',
      venue: 'The Learning Centre',
      capacity: 10,
    }),
  );
  await say(head, (tx) =>
    courses.book(tx, { placeId, sessionId, schoolId: id, attendee: 'Priya Shah', means: 'free' }),
  );
  await say(head, (tx) => courses.cancel(tx, placeId));
  const [requestId, proposalId] = [newId(), newId()];
  await say(head, (tx) =>
    requests.ask(tx, {
      requestId,
      schoolId: id,
      need: 'leadership',
      details: 'A day with a leader.',
      days: 100n,
    }),
  );
  const leader = leaders[0]!;
  await say(staff, (tx) =>
    requests.propose(tx, {
      proposalId,
      requestId,
      practitionerId: leader.practitionerId,
      designation: leader.designations.find((one) => one === 'NLE') ?? 'LLE',
      reason: 'Knows this well.',
    }),
  );
  await say(as('headteacher', leader.homeId), (tx) => requests.decline(tx, proposalId));
  const agreed = newId();
  await say(staff, (tx) =>
    requests.propose(tx, {
      ...{ proposalId: agreed, requestId, practitionerId: leader.practitionerId, reason: 'Knows this well.' },
      designation: leader.designations.find((one) => one === 'NLE') ?? 'LLE',
    }),
  );
  await say(as('headteacher', leader.homeId), (tx) => requests.consent(tx, agreed));
  await say(staff, (tx) => scene.endings.end(tx, agreed, 'She has left.'));
  await say(head, (tx) => scene.endings.withdraw(tx, requestId));
  await say(staff, async (tx) => practitioners.assign(tx, sip.practitionerId, await person(tx, 'sam')));
  await say(staff, (tx) => practitioners.endLink(tx, id, tx.today));
  await say(staff, (tx) => practitioners.endDesignation(tx, sip.practitionerId, 'SIP', tx.today));
  await advance(scene, created, '2026-04-02T08:00:00Z');
  await cancelledPurchase(scene, created.laIds[0]!, head);

  // What failed is tried again; what could not renew is decided.
  await say(staff, (tx) =>
    new Failures(scene.config).record(tx, {
      work: 'test',
      subjectId: waiting,
      entityId: waiting,
      error: new Error('away'),
    }),
  );
  await say(robert, (tx) => new Failures(scene.config).tryAgain(tx, derivedId(waiting, 'test')));
  await sql(
    `UPDATE agreements.agreement SET renewal_problem = 'A test' WHERE operator_id = $1 AND agreement_id = $2`,
    [operatorId, agreementId],
  );
  await say({ ...robert }, (tx) => scene.renewals.resolve(tx, agreementId, 'try-again'));
  await say(staff, (tx) => parties.leave(tx, id, tx.today));
  await say(staff, (tx) => parties.add(tx, { organisationId: newId(), provider: true }));
  await advance(scene, created, '2027-04-02T08:00:00Z');
  await say(staff, (tx) => scene.renewals.renew(tx));
  await say(staff, (tx) => scene.approvals.lapse(tx, [unapproved]));
  await say(staff, async (tx) => {
    const expiry = new Expiry(scene.ledger);
    await expiry.end(tx, await expiry.holdsPast(tx));
  });
  await say(staff, (tx) => new Books().closeUntil(tx, tx.today.subtract({ days: 1 })));
}

/** Bought from a wallet, and called off. */
async function cancelledPurchase({ db, funds, purchases }: Scene, laId: string, head: Actor): Promise<void> {
  const { operatorId, organisationId } = head;
  const [fundId, walletId, purchaseId] = [newId(), newId(), newId()];
  await db.tx(actingFor(operatorId, laId, 'budget-holder'), async (tx) => {
    const [opensOn, closesOn] = [day('2026-04-01'), day('2027-03-31')];
    await funds.open(tx, {
      fundId,
      laId,
      title: 'Fund',
      purpose: 'Support',
      amount: 100_000n,
      opensOn,
      closesOn,
    });
    await funds.earmark(tx, {
      walletId,
      fundId,
      schoolId: organisationId!,
      purpose: 'Yours',
      amount: 90_000n,
    });
  });
  const wanted = offerId(operatorId, 'governance-review');
  await db.tx(head, (tx) =>
    purchases.buy(tx, { purchaseId, schoolId: organisationId!, offerId: wanted, walletId }),
  );
  await db.tx(head, (tx) => purchases.cancel(tx, purchaseId));
}
