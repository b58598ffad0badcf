import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { agreementsChecks, type Agreement } from '#agreements';
import { AgreementLetters, Mail, type Links } from '#notifications';
import type { Tx } from '#platform';
import { at, choose } from '../traces.js';
import { openBuyers, type Buyers } from './buyers.js';

/** What a school is told of the end of a term, the operator's reminder before the day for notice. */
let buyers: Buyers;
const become = (fundingStatus: string, schoolId: string | null = null) =>
  buyers.db.systemTx('a test changes the register', (tx) =>
    tx.query(
      'UPDATE directory.school SET funding_status = $1 WHERE $2::uuid IS NULL OR organisation_id = $2',
      [fundingStatus, schoolId],
    ),
  );
beforeAll(async () => {
  buyers = await openBuyers();
  await become('maintained');
  await choose(buyers, { agreements: { year_start: { maintained: '04-01', academy: '09-01' } } });
}, 240_000);
afterAll(() => buyers?.close());

const staff = <T>(verb: (tx: Tx) => Promise<T>) => buyers.db.tx(buyers.created.staff, verb);
const notify = () =>
  staff(async (tx) => {
    while ((await buyers.renewals.notify(tx)) > 0);
  });
/** Of a school with a head to be told. */
async function signed(): Promise<Agreement> {
  const schoolId = buyers.nextSchool();
  await staff(async (tx) => {
    const personId = await buyers.people.add(tx, { name: 'Ann Head', email: `${schoolId}@example.org` });
    const appointment = {
      personId,
      organisationId: schoolId,
      role: 'headteacher',
      demonstration: true,
    } as const;
    await buyers.people.appoint(tx, appointment);
  });
  return buyers.prepare(schoolId);
}
const letterTo = ({ agreementId, schoolId }: Agreement) =>
  staff(async (tx) => {
    const letters = new AgreementLetters(
      buyers.agreements,
      buyers.nextTerms,
      buyers.directory,
      buyers.operators,
      new Mail(),
      buyers.limits,
    );
    await letters.renewalNotified(tx, agreementId, {
      termEnd: () => 'https://example.org',
    } as unknown as Links);
    const [message] = await tx.query<{ body: string }>(
      'SELECT body FROM notifications.message WHERE operator_id = $1 AND address = $2',
      [tx.operatorId, `${schoolId}@example.org`],
    );
    return message!.body;
  });

test('a school that has become an academy is told what its next term is billed at: a year of it, from the day after this one', async () => {
  const converted = await signed();
  await become('academy', converted.schoolId);
  await at(buyers, '2026-12-31T12:00:00Z');
  expect(await letterTo(converted)).toContain('That year costs £1,200.00 before VAT.');
});

test('a school that has signed for its next term is not told that it renews', async () => {
  const [ahead, goingOn] = [await signed(), await signed()];
  await buyers.prepare(ahead.schoolId, { startsOn: '2027-04-01', offerId: buyers.small });
  await notify();
  const notified = async (one: Agreement) => (await buyers.find(one.agreementId)).notifiedOn?.toString();
  expect([await notified(ahead), await notified(goingOn)]).toEqual([undefined, '2026-12-31']);
  // What was published is not what keeps the check from finding it.
  const { operatorId } = buyers.created;
  await buyers.db.systemTx('a test acts on all messages', (tx) =>
    tx.query('UPDATE platform.outbox SET enqueued_at = clock_timestamp(), done_at = clock_timestamp()'),
  );
  const found = await buyers.db.systemTx('a test proves agreements', (tx) =>
    Promise.all(agreementsChecks.map((check) => check.findings(tx, operatorId))),
  );
  expect(found.flat()).toEqual([]);
});

test('a letter that is written only after the day for notice does not ask to say anything by then', async () => {
  const late = await signed();
  const { noticeBy } = late;
  await at(buyers, `${noticeBy.add({ days: 1 })}T12:00:00Z`);
  expect(await letterTo(late)).toMatch(/It renews for another year[^]*and this letter was held up\./);
});
