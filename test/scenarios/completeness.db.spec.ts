import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { publish, Failures, newId } from '#platform';
import { offerId, type Created } from '#blueprints';
import { generateRegister, Register, type School } from '#directory';
import { RenewalsDue } from '#agreements';
import { BillDue } from '#invoicing';
import { expire } from './expire.js';
import { Mail, MailQueued } from '#notifications';
import { ownDatabase } from '#testing';
import { AgreementsProcessor } from '../../apps/worker/agreements.processor.js';
import { InvoicingProcessor } from '../../apps/worker/invoicing.processor.js';
import { actingFor, advance, createOperator, openFacades, verify, type Facades } from './scene.js';

/** What must happen follows from what is true, whatever became of its messages; and `verify` sees what has not. No worker runs here. */
let own: Awaited<ReturnType<typeof ownDatabase>>;
let facades: Facades;
let created: Created;
let schools: School[];
let failures: Failures;
beforeAll(async () => {
  own = await ownDatabase();
  facades = await openFacades(own.config);
  failures = new Failures(own.config);
  const { register } = generateRegister({
    seed: 7,
    authorities: [{ code: '919', name: 'Hertfordshire', schools: 25 }],
  });
  await facades.db.systemTx('a test imports a register', (tx) => new Register().import(tx, register));
  created = await createOperator(facades, 'herts-for-learning', '2026-04-01T08:00:00Z');
  schools = created.schools.filter((school) => school.fundingStatus === 'maintained' && school.roll);
});
afterAll(async () => {
  await facades.close();
  await own.drop();
});

const sign = async (school: School): Promise<string> => {
  const agreementId = newId();
  await facades.db.tx(actingFor(created.operatorId, school.organisationId, 'headteacher'), (tx) =>
    facades.agreements.prepare(tx, {
      agreementId,
      schoolId: school.organisationId,
      offerId: offerId(created.operatorId, 'hip'),
    }),
  );
  return agreementId;
};
/** As after a queue was flushed and its messages were taken for done. */
const forget = () =>
  facades.db.systemTx('a test forgets messages', (tx) =>
    tx.query('UPDATE platform.outbox SET enqueued_at = clock_timestamp(), done_at = clock_timestamp()'),
  );
const billWhatIsDue = () =>
  new InvoicingProcessor(facades.db, failures, facades.billing).handlers
    .find(({ type }) => type === BillDue)!
    .run({ operatorId: created.operatorId, requestId: 'test' }, async () => undefined);
const billed = async () => {
  const documents = await facades.db.tx(created.staff, (tx) => facades.documents.list(tx));
  return documents.map((one) => one.causeId).sort();
};
const move = (agreementId: string, providerId: string) =>
  facades.db.systemTx('a test moves an agreement', (tx) =>
    tx.query('UPDATE agreements.agreement SET provider_id = $2 WHERE agreement_id = $1', [
      agreementId,
      providerId,
    ]),
  );
const open = () => facades.db.tx(created.staff, (tx) => failures.list(tx, { limit: 10 }));

test('what was signed is billed once, though its message was lost, and until then verify says so', async () => {
  const agreementId = await sign(schools[0]!);
  expect(await verify(facades)).toEqual([]); // in hand
  await forget();
  expect(await verify(facades)).toEqual([
    expect.stringMatching(new RegExp(`agreement ${agreementId} is due to be billed since .* and is not\\.$`)),
  ]);
  await Promise.all([billWhatIsDue(), billWhatIsDue()]);
  await billWhatIsDue();
  expect(await billed()).toEqual([agreementId]);
  await forget();
  expect(await verify(facades)).toEqual([]);
});

test('one that cannot be billed is kept with its reason and keeps no other waiting; put right, it is billed', async () => {
  const before = await billed();
  const ids: string[] = [];
  for (const school of schools.slice(1, 6)) ids.push(await sign(school));
  const poisoned = ids[2]!;
  await move(poisoned, newId());
  await forget();
  await billWhatIsDue();
  expect(await billed()).toEqual([...before, ...ids.filter((id) => id !== poisoned)].sort());
  const [failure] = await open();
  expect(failure).toMatchObject({
    work: BillDue.name,
    entityId: poisoned,
    attempts: 1,
    reason: expect.any(String),
  });
  await forget();
  expect(await verify(facades)).toEqual([]); // it waits with a reason
  // Not again before its time.
  await billWhatIsDue();
  expect((await open())[0]!.attempts).toBe(1);
  await facades.db.tx(created.staff, (tx) => failures.tryAgain(tx, failure!.failureId));
  await billWhatIsDue();
  expect((await open())[0]!.attempts).toBe(2);
  await move(poisoned, created.hostId);
  await facades.db.tx(created.staff, (tx) => failures.tryAgain(tx, failure!.failureId));
  await billWhatIsDue();
  expect(await billed()).toEqual([...before, ...ids].sort());
  expect(await open()).toEqual([]);
});

test('what failed and was done otherwise is no failure any more', async () => {
  const [agreementId] = await billed();
  await facades.db.tx(created.staff, async (tx) => {
    const failed = { work: BillDue.name, subjectId: agreementId!, entityId: agreementId! };
    await failures.record(tx, { ...failed, error: new Error('no') });
  });
  await billWhatIsDue();
  const [failure] = await open();
  await facades.db.tx(created.staff, (tx) => failures.tryAgain(tx, failure!.failureId));
  await billWhatIsDue();
  expect(await open()).toEqual([]);
});

test('one agreement that cannot be renewed keeps no other waiting, and verify sees those that nobody renewed', async () => {
  const { db } = facades;
  const agreements = await db.tx(created.staff, (tx) => facades.agreements.list(tx));
  const [poisoned, ...others] = agreements.map(({ agreementId }) => agreementId) as [string, ...string[]];
  const offer = (id: string) =>
    db.systemTx('a test breaks an agreement', (tx) =>
      tx.query('UPDATE agreements.agreement SET offer_id = $2 WHERE agreement_id = $1', [poisoned, id]),
    );
  const renew = () =>
    new AgreementsProcessor(db, failures, facades.renewals, facades.approvals).handlers
      .find(({ type }) => type === RenewalsDue)!
      .run({ operatorId: created.operatorId, requestId: 'test' }, async () => undefined);
  const renewed = async () => {
    const all = await db.tx(created.staff, (tx) => facades.agreements.list(tx));
    return all.flatMap(({ renewsId }) => renewsId ?? []).sort();
  };
  await advance(facades, created, '2027-02-01T08:00:00Z');
  await forget();
  expect(await verify(facades)).toEqual(
    expect.arrayContaining([expect.stringMatching(/must give notice by .* and was not told/)]),
  );
  await offer(newId());
  await renew();
  await advance(facades, created, '2027-04-01T08:00:00Z');
  await forget();
  expect(await verify(facades)).toEqual(
    expect.arrayContaining([expect.stringMatching(/ended on 2027-03-31 and is not renewed/)]),
  );
  await renew();
  await billWhatIsDue();
  expect(await renewed()).toEqual(others.sort());
  expect(await open()).toMatchObject([{ work: RenewalsDue.name, entityId: poisoned }]);
  await forget();
  expect(await verify(facades)).toEqual(
    Array.from({ length: 10 }, () =>
      expect.stringMatching(/^Operator .*: lot .* expired 2027-03-31 and still counts\.$/),
    ),
  );
  await db.tx(created.staff, (tx) => expire(tx, 'honoured'));
  expect(await verify(facades)).toEqual([]);
  await offer(agreements[0]!.offerId);
  await db.tx(created.staff, async (tx) =>
    failures.tryAgain(tx, (await failures.list(tx, { limit: 1 }))[0]!.failureId),
  );
  await renew();
  expect(await renewed()).toEqual([...others, poisoned].sort());
});

test('verify names messages that nobody acted on, and letters that were not sent', async () => {
  await billWhatIsDue();
  await forget();
  const messageId = await facades.db.tx(created.staff, async (tx) => {
    const personId = await facades.people.add(tx, { name: 'Ann Lee', email: 'ann.lee@example.org' });
    await publish(tx, MailQueued, newId());
    return new Mail().queue(
      tx,
      { personId, email: 'ann.lee@example.org' },
      { subject: 'Hello', text: 'Hello.' },
    );
  });
  expect(await verify(facades)).toEqual([]);
  await facades.db.systemTx('a test lets time pass', async (tx) => {
    await tx.query(
      "UPDATE platform.outbox SET written_at = written_at - interval '2 hours' WHERE done_at IS NULL",
    );
    await tx.query("UPDATE notifications.message SET written_at = written_at - interval '2 hours'");
  });
  expect(await verify(facades)).toEqual([
    expect.stringMatching(new RegExp(`message ${messageId} is written since .* and not sent`)),
    expect.stringMatching(/\d+ messages of notifications\.mail-queued wait since /),
  ]);
});
