import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { SMTPServer } from 'smtp-server';
import { Parties, People, Sessions, SignIn } from '#identity';
import {
  Mail,
  officeLetter,
  MailServer,
  resetLetter,
  SendMail,
  SendWaiting,
  WriteResetMail,
} from '#notifications';
import { Failures, newId, type Actor, type Database, type JobType } from '#platform';
import { partyActor, testConfig, testDatabase, testOperator } from '#testing';
import { NotificationsProcessor } from './notifications.processor.js';

const received: string[] = [];
const server = new SMTPServer({
  authOptional: true,
  hideSTARTTLS: true,
  onRcptTo({ address }, _session, done) {
    done(address.startsWith('nobody.') ? new Error('No such mailbox') : null);
  },
  onData(stream, _session, done) {
    let text = '';
    stream.on('data', (chunk: Buffer) => (text += chunk.toString()));
    stream.on('end', () => {
      received.push(text);
      done();
    });
  },
});
const mail = new Mail();
const failures = new Failures(testConfig());
let [db, staff, signIn, mailServer] = [] as unknown as [Database, Actor, SignIn, MailServer];
const organisationId = newId();
let [personId, email] = ['', ''];

beforeAll(async () => {
  db = await testDatabase();
  ({ staff } = await testOperator(db, null));
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  const { port } = server.server.address() as { port: number };
  const config = testConfig({ SMTP_URL: `smtp://127.0.0.1:${port}`, MAIL_FROM: 'Elm <elm@example.org>' });
  [signIn, mailServer] = [new SignIn(config, db, new Sessions()), new MailServer(config)];
  email = `ann.${staff.operatorId}@example.org`;
  await db.tx(staff, async (tx) => {
    await new Parties().add(tx, { organisationId, buyer: true });
    personId = await new People().add(tx, { name: 'Ann Lee', email });
    await new People().appoint(tx, { personId, organisationId, role: 'headteacher' });
  });
});
afterAll(async () => {
  await mailServer.onApplicationShutdown();
  await signIn.onApplicationShutdown();
  await new Promise<void>((closed) => server.close(closed));
  await db.onApplicationShutdown();
});

const run = (type: JobType, entityId: string, with_ = mailServer, messageId = newId(), by = staff) =>
  new NotificationsProcessor(db, failures, mail, with_, new People(), signIn).handlers
    .find((handler) => handler.type === type)!
    .run({ operatorId: by.operatorId, entityId, messageId, requestId: 'test' }, async () => undefined);
const kept = 'SELECT message_id, address, subject, body, sent_at, unsent_because FROM notifications.message';
type Kept = { messageId: string; address: string; subject: string; body: string; sentAt: Date | null };
const read = async (messageId: string) =>
  (await db.systemTx('a test', (tx) => tx.query<Kept>(`${kept} WHERE message_id = $1`, [messageId])))[0]!;

test('a message is sent once, from whom and to whom it should be', async () => {
  const actor = partyActor(staff.operatorId, organisationId);
  const letter = { subject: 'Visit on 3 March', text: 'Ŵyn will come at 9.' };
  const write = (as: Actor) => db.tx(as, (tx) => mail.queue(tx, { personId, email }, letter));
  // Letters are written by jobs: nothing that a party sends makes one of its own.
  await expect(write(actor)).rejects.toMatchObject({ code: '42501' });
  const id = await write(staff);
  expect(await db.tx(actor, (tx) => tx.query('SELECT 1 FROM notifications.message'))).toEqual([]);
  await run(SendMail, id);
  await run(SendMail, id);
  const mine = received.filter((text) => text.includes('Visit on 3 March'));
  expect(mine).toHaveLength(1);
  expect(mine[0]).toMatch(
    new RegExp(`From: Elm <elm@example.org>[\\s\\S]*To: ${email}[\\s\\S]*Message-ID: <${id}@example.org>`),
  );
  expect(await read(id)).toMatchObject({ sentAt: expect.any(Date), body: 'Ŵyn will come at 9.' });
});

const queue = (subject: string, to: { email?: string; organisationId?: string } = {}, by = staff) =>
  db.tx(by, (tx) => mail.queue(tx, { personId, email, ...to }, { subject, text: `${subject}.` }));
const receivedOf = (subject: string) =>
  received.filter((text) => text.includes(`Subject: ${subject}`)).length;
/** As time passes: a job has had its turn. */
const later = () =>
  db.systemTx('a test lets time pass', (tx) =>
    tx.query("UPDATE notifications.message SET written_at = written_at - interval '10 seconds'"),
  );

test('what is rolled back is not sent; without a mail server it is kept, and sent when there is one', async () => {
  await expect(
    db.tx(staff, async (tx) => {
      await mail.queue(tx, { personId, email }, { subject: 'Never', text: '' });
      throw new Error('no');
    }),
  ).rejects.toThrow('no');
  const id = await queue('Kept');
  const nowhere = new MailServer(testConfig());
  await run(SendMail, id, nowhere);
  expect(await read(id)).toMatchObject({ sentAt: null, body: 'Kept.', unsentBecause: 'no-server' });
  await later();
  await run(SendWaiting, staff.operatorId, nowhere);
  expect((await read(id)).sentAt).toBeNull();
  await run(SendWaiting, staff.operatorId);
  await run(SendWaiting, staff.operatorId);
  expect(await read(id)).toMatchObject({ sentAt: expect.any(Date), unsentBecause: null });
  expect(receivedOf('Kept')).toBe(1);
});

test('a server that is away keeps everything waiting; a letter that it refuses keeps no other waiting', async () => {
  const [refused, other] = [
    await queue('Refused', { email: 'nobody.here@example.org' }),
    await queue('Other'),
  ];
  const away = new MailServer(testConfig({ SMTP_URL: 'smtp://127.0.0.1:1' }));
  await run(SendMail, refused, away);
  expect([await read(refused), await read(other)]).toMatchObject([
    { sentAt: null, unsentBecause: 'server-away' },
    { sentAt: null, unsentBecause: 'server-away' },
  ]);
  await later();
  await run(SendWaiting, staff.operatorId);
  expect(await read(other)).toMatchObject({ sentAt: expect.any(Date), unsentBecause: null });
  expect(await db.tx(staff, (tx) => failures.list(tx, { limit: 10 }))).toMatchObject([
    {
      entityId: refused,
      reason: expect.stringMatching(/^The mail server does not take it \(its answer was 550\)/),
    },
  ]);
  // Not again until it is due again.
  expect(await db.tx(staff, (tx) => failures.waiting(tx, SendMail.name))).toEqual([refused]);
});

test('two senders at once send it once; one that was killed gives it back after a while', async () => {
  const id = await queue('Once');
  const senders = await Promise.allSettled([run(SendMail, id), run(SendMail, id), run(SendMail, id)]);
  expect(senders.filter(({ status }) => status === 'fulfilled').length).toBeGreaterThan(0);
  expect(receivedOf('Once')).toBe(1);
  const killed = await queue('Killed');
  await db.tx(staff, (tx) => mail.take(tx, killed, { serverKnown: true, claimMs: 120_000 }));
  await later();
  await run(SendWaiting, staff.operatorId);
  expect(receivedOf('Killed')).toBe(0);
  await db.systemTx('a test lets time pass', (tx) =>
    tx.query("UPDATE notifications.message SET claimed_until = claimed_until - interval '3 minutes'"),
  );
  await run(SendWaiting, staff.operatorId);
  expect(receivedOf('Killed')).toBe(1);
});

test('who has left is told no more, and nothing leaves a rehearsal but the link to sign in', async () => {
  const elsewhere = newId();
  const appointmentId = await db.tx(staff, async (tx) => {
    await new Parties().add(tx, { organisationId: elsewhere, buyer: true });
    return new People().appoint(tx, {
      personId,
      organisationId: elsewhere,
      role: 'headteacher',
      from: tx.today.subtract({ days: 9 }),
    });
  });
  const [here, left] = [
    await queue('Here', { organisationId }),
    await queue('Left', { organisationId: elsewhere }),
  ];
  await db.tx(staff, (tx) => new People().end(tx, appointmentId, tx.today.subtract({ days: 1 })));
  await run(SendMail, here);
  await run(SendMail, left);
  expect([receivedOf('Here'), receivedOf('Left')]).toEqual([1, 0]);
  expect(await read(left)).toMatchObject({ sentAt: null, unsentBecause: 'left' });

  const rehearsal = (await testOperator(db)).staff;
  const [rehearsed, link] = await db.tx(rehearsal, (tx) =>
    mail.queueAll(tx, [
      { to: { personId, email }, letter: { subject: 'Rehearsed', text: 'Rehearsed.' } },
      { to: { personId, email }, letter: { subject: 'Link', text: 'Link.', secret: true } },
    ]),
  );
  for (const id of [rehearsed!, link!]) await run(SendMail, id, mailServer, newId(), rehearsal);
  expect([receivedOf('Rehearsed'), receivedOf('Link')]).toEqual([0, 1]);
  expect(await read(rehearsed!)).toMatchObject({ sentAt: null, unsentBecause: 'rehearsal' });
});

test('a link that works no more is not sent; one that works for days is, however long the server was away', async () => {
  const facts = { name: 'Ann Lee', operatorName: 'Elm', link: 'https://elm.example.org/link' };
  const asked = { ...facts, nominee: 'Bo Day', role: 'chair', organisationName: 'Elm School' };
  const [reset, office] = await db.tx(staff, (tx) =>
    mail.queueAll(tx, [
      { to: { personId, email }, letter: { ...resetLetter(facts), subject: 'Stale' } },
      { to: { personId, email }, letter: officeLetter({ ...asked, days: 14, rehearsal: false }) },
    ]),
  );
  await db.systemTx('a test lets time pass', (tx) =>
    tx.query(
      `UPDATE notifications.message SET written_at = written_at - interval '2 hours', useless_after = useless_after - interval '2 hours'
        WHERE message_id IN ($1, $2)`,
      [reset, office],
    ),
  );
  await run(SendMail, reset!);
  await run(SendMail, office!);
  expect(await read(reset!)).toMatchObject({ sentAt: null, unsentBecause: 'expired' });
  expect(await read(office!)).toMatchObject({ sentAt: expect.any(Date), unsentBecause: null });
});

test('the mail with a link is written once, works, and forgets the link when sent', async () => {
  const cause = newId();
  await run(WriteResetMail, personId, mailServer, cause);
  await run(WriteResetMail, personId, mailServer, cause);
  const written = await db.systemTx('a test', (tx) =>
    tx.query<Kept>(`${kept} WHERE address = $1 AND subject = 'Set your password'`, [email]),
  );
  expect(written).toHaveLength(1);
  const token = /reset-password\?token=(\w+)/.exec(written[0]!.body)![1]!;
  await signIn.resetPassword(token, 'correct horse', { address: '10.9.9.9', requestId: 'test' });
  await run(SendMail, written[0]!.messageId);
  expect((await read(written[0]!.messageId)).body).toBe('');
});

test('the mailbox of a demonstration shows what its rehearsals write, and no link that opens an operator that trades', async () => {
  const rehearsal = (await testOperator(db)).staff;
  const guest = `bo.${rehearsal.operatorId}@example.org`;
  const guestId = await db.tx(rehearsal, (tx) => new People().add(tx, { name: 'Bo Day', email: guest }));
  const write = (by: Actor, to: string, address: string, secret: boolean) =>
    db.tx(by, (tx) =>
      mail.queue(tx, { personId: to, email: address }, { subject: 'Mailbox', text: 'Mailbox.', secret }),
    );
  const shown = [
    await write(rehearsal, guestId, guest, true),
    await write(rehearsal, personId, email, false),
  ];
  const hidden = [await write(rehearsal, personId, email, true), await write(staff, personId, email, false)];
  const open = (messageId: string) => db.systemTx('a test', (tx) => mail.read(tx, messageId));
  for (const messageId of shown) expect(await open(messageId)).toMatchObject({ subject: 'Mailbox' });
  for (const messageId of hidden)
    await expect(open(messageId)).rejects.toMatchObject({ code: 'platform.not-found' });
  const newest = await db.systemTx('a test', (tx) => mail.newest(tx));
  expect(newest.map(({ messageId }) => messageId).filter((id) => [...shown, ...hidden].includes(id))).toEqual(
    [...shown].reverse(),
  );
});
