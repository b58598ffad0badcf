import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { SMTPServer } from 'smtp-server';
import { Parties, People, SignIn } from '#identity';
import { Mail, Post, SendMail, WriteResetMail } from '#notifications';
import { newId, type Actor, type Database, type JobType } from '#platform';
import { partyActor, testConfig, testDatabase, testOperator } from '#testing';
import { NotificationsProcessor } from './notifications.processor.js';

const received: string[] = [];
const server = new SMTPServer({
  authOptional: true,
  hideSTARTTLS: true,
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
let [db, staff, signIn, post] = [] as unknown as [Database, Actor, SignIn, Post];
const organisationId = newId();
let [personId, email] = ['', ''];

beforeAll(async () => {
  db = await testDatabase();
  ({ staff } = await testOperator(db));
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  const { port } = server.server.address() as { port: number };
  const config = testConfig({ SMTP_URL: `smtp://127.0.0.1:${port}`, MAIL_FROM: 'Elm <elm@example.org>' });
  [signIn, post] = [new SignIn(config, db), new Post(config)];
  email = `ann.${staff.operatorId}@example.org`;
  await db.tx(staff, async (tx) => {
    await new Parties().add(tx, { organisationId, buyer: true });
    personId = await new People().add(tx, { name: 'Ann Lee', email });
    await new People().appoint(tx, { personId, organisationId, role: 'headteacher' });
  });
});
afterAll(async () => {
  post.onApplicationShutdown();
  await signIn.onApplicationShutdown();
  await new Promise<void>((closed) => server.close(closed));
  await db.onApplicationShutdown();
});

const run = (type: JobType, entityId: string, with_ = post, messageId = newId()) =>
  new NotificationsProcessor(db, mail, with_, new People(), signIn).handlers
    .find((handler) => handler.type === type)!
    .run({ operatorId: staff.operatorId, entityId, messageId, requestId: 'test' }, async () => undefined);
const read = (messageId: string) => db.systemTx('a test', (tx) => mail.read(tx, messageId));

test('a message is sent once, from whom and to whom it should be', async () => {
  const actor = partyActor(staff.operatorId, organisationId);
  const id = await db.tx(actor, (tx) =>
    mail.queue(tx, { personId, email }, { subject: 'Visit on 3 March', text: 'Ŵyn will come at 9.' }),
  );
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

test('what is rolled back is not sent, and without a mail server it is kept', async () => {
  await expect(
    db.tx(staff, async (tx) => {
      await mail.queue(tx, { personId, email }, { subject: 'Never', text: '' });
      throw new Error('no');
    }),
  ).rejects.toThrow('no');
  const id = await db.tx(staff, (tx) =>
    mail.queue(tx, { personId, email }, { subject: 'Kept', text: 'Kept.' }),
  );
  await run(SendMail, id, new Post(testConfig()));
  expect(await read(id)).toMatchObject({ sentAt: null, body: 'Kept.' });
});

test('the mail with a link is written once, works, and forgets the link when sent', async () => {
  const cause = newId();
  await run(WriteResetMail, personId, post, cause);
  await run(WriteResetMail, personId, post, cause);
  const written = (await db.systemTx('a test', (tx) => mail.newest(tx))).filter(
    (message) => message.address === email && message.subject === 'Set your password',
  );
  expect(written).toHaveLength(1);
  const token = /reset-password\?token=(\w+)/.exec(written[0]!.body)![1]!;
  await signIn.resetPassword(token, 'correct horse', { address: '10.9.9.9', requestId: 'test' });
  await run(SendMail, written[0]!.messageId);
  expect((await read(written[0]!.messageId)).body).toBe('');
});
