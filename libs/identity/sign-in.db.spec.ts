import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import pg from 'pg';
import { Audit, Parties, People, Sessions, SignIn } from '#identity';
import { newId, type Actor, type Database } from '#platform';
import { eventually, testConfig, testDatabase, testOperator } from '#testing';

const config = testConfig({ DEMONSTRATION: 'true', SIGN_IN_LIMIT_PER_MINUTE: '5' });
const client = () => ({
  address: `10.0.${Math.floor(Math.random() * 250)}.${Math.floor(Math.random() * 250)}`,
  requestId: 'test',
});
const cookieOf = (cookies: readonly string[]) => cookies.map((cookie) => cookie.split(';')[0]).join('; ');

let db: Database;
let signIn: SignIn;
let personId: string;
let appointmentId: string;
let operatorId: string;
let organisationId: string;
let staff: Actor;
let email: string;

beforeAll(async () => {
  db = await testDatabase();
  signIn = new SignIn(config, db, new Sessions());
  ({ staff, operatorId } = await testOperator(db));
  email = `head.${operatorId}@example.org`;
  await db.tx(staff, async (tx) => {
    organisationId = newId();
    await new Parties().add(tx, { organisationId, buyer: true });
    personId = await new People().add(tx, { name: 'Ann Lee', email });
    appointmentId = await new People().appoint(tx, {
      personId,
      organisationId,
      role: 'headteacher',
      demonstration: true,
    });
  });
});
afterAll(async () => {
  await signIn.onApplicationShutdown();
  await db.onApplicationShutdown();
});

const tokenOf = (link: string) => new URL(link).searchParams.get('token')!;
const newPassword = async (password: string) => {
  const token = tokenOf(await signIn.resetLink(personId));
  await signIn.resetPassword(token, password, client());
  return token;
};

test('a person sets a password by a link, signs in, and signs out', async () => {
  await newPassword('correct horse');
  const entered = await signIn.withPassword(
    { email: email.toUpperCase(), password: 'correct horse' },
    client(),
  );
  const cookie = cookieOf(entered.cookies);
  expect(await signIn.session(cookie)).toEqual(entered.session);
  expect(entered.session).toMatchObject({
    personId,
    name: 'Ann Lee',
    email,
    appointmentId: null,
  });
  await signIn.out(cookie, 'test');
  expect(await signIn.session(cookie)).toBeNull();
  expect(await signIn.session('middletier.session_token=forged.signature')).toBeNull();
});

test('whoever signs in over a session of that browser ends it, and no other', async () => {
  await newPassword('correct horse');
  const stepIn = async (over?: string) => cookieOf(await signIn.stepIn(appointmentId, 'test', over));
  const [elsewhere, first] = [await stepIn(), await stepIn()];
  const second = await stepIn(first);
  const { cookies } = await signIn.withPassword(
    { email, password: 'correct horse' },
    { ...client(), cookie: second },
  );
  const third = cookieOf(cookies);
  const open = await Promise.all([first, second, third, elsewhere].map((one) => signIn.session(one)));
  expect(open.map((session) => session?.personId)).toEqual([undefined, undefined, personId, personId]);
});

test('a cookie opens a session as better-auth signed it, among others, and in no other way', async () => {
  const cookie = cookieOf(await signIn.stepIn(appointmentId, 'test'));
  const [name, value] = cookie.split('=', 2) as [string, string];
  const [token, signature] = decodeURIComponent(value).split('.') as [string, string];
  for (const other of [cookie, `a=1; ${cookie}`, `${cookie};b=2`, `c=%E0%A4%A; ${cookie}`])
    expect(await signIn.session(other)).toMatchObject({ personId });
  for (const other of [
    `${name}=${token}`,
    `${name}=${encodeURIComponent(`${token}x.${signature}`)}`,
    `${name}=${encodeURIComponent(`${token}.${'A'.repeat(43)}=`)}`,
    `${name}=${encodeURIComponent(`${token}.${signature.slice(0, 10)}`)}`,
    `${name}=%E0%A4%A`,
    `x${cookie}`,
  ])
    expect(await signIn.session(other)).toBeNull();
});

test('requests of one turn go in one statement, and one that gets no answer holds up nobody else', async () => {
  const cookie = cookieOf(await signIn.stepIn(appointmentId, 'test'));
  const url = new URL(config.DATABASE_URL!);
  const { hostname, port } = url;
  const ways: { to: Socket; held?: Buffer[] }[] = [];
  const between = createServer((from) => {
    const way: (typeof ways)[number] = { to: connect(Number(port), hostname) };
    ways.push(way);
    from.on('data', (asked) => (way.held ? way.held.push(asked) : way.to.write(asked)));
    from.on('close', () => way.to.destroy());
    way.to.pipe(from);
  });
  await new Promise<void>((resolve) => between.listen(0, hostname, resolve));
  url.port = String((between.address() as AddressInfo).port);
  const there = new SignIn(testConfig({ DATABASE_URL: url.href }), db, new Sessions());
  try {
    const same = await Promise.all([cookie, cookie, cookie].map((one) => there.session(one)));
    expect(same.map((session) => session?.personId)).toEqual([personId, personId, personId]);
    expect(ways.length).toBe(1);
    const [first] = ways as [(typeof ways)[number]];
    first.held = [];
    const stalled = there.session(cookie);
    await eventually('it was asked', async () => first.held!.length > 0);
    expect(await there.session(cookie)).toMatchObject({ personId });
    for (const asked of first.held) first.to.write(asked);
    first.held = undefined;
    expect(await stalled).toMatchObject({ personId });
  } finally {
    await there.onApplicationShutdown();
    between.close();
  }
});

test('a wrong password and an unknown address are refused alike', async () => {
  for (const wrong of [
    { email, password: 'wrong password' },
    { email: 'nobody@example.org', password: 'correct horse' },
  ]) {
    await expect(signIn.withPassword(wrong, client())).rejects.toMatchObject({
      code: 'identity.wrong-password',
    });
  }
});

test('a link works once, a short password does not, and a new password ends every session', async () => {
  const token = await newPassword('correct horse');
  const { cookies } = await signIn.withPassword({ email, password: 'correct horse' }, client());
  const cookie = cookieOf(cookies);
  await expect(signIn.resetPassword(token, 'battery staple', client())).rejects.toMatchObject({
    code: 'identity.reset-expired',
  });
  await expect(signIn.resetPassword(token, 'short', client())).rejects.toMatchObject({
    code: 'identity.password',
  });
  await newPassword('battery staple');
  expect(await signIn.session(cookie)).toBeNull();
});

test('a reset ends the links that were sent before it', async () => {
  const older = tokenOf(await signIn.resetLink(personId));
  await newPassword('correct horse');
  await expect(signIn.resetPassword(older, 'battery staple', client())).rejects.toMatchObject({
    code: 'identity.reset-expired',
  });
});

test('who acts for nobody any more has no session, no way in and no link', async () => {
  await newPassword('correct horse');
  const enter = async () => signIn.withPassword({ email, password: 'correct horse' }, client());
  const cookie = cookieOf((await enter()).cookies);
  const link = tokenOf(await signIn.resetLink(personId));
  await db.tx(staff, (tx) => new People().end(tx, appointmentId, tx.today));
  const before = await published();
  expect(await signIn.session(cookie)).toBeNull();
  await expect(signIn.resetPassword(link, 'battery staple', client())).rejects.toMatchObject({
    code: 'identity.reset-expired',
  });
  await signIn.answerReset(personId, newId());
  expect(await published()).toBe(before);
  // Only who knows the password is told why it does not open.
  await expect(enter()).rejects.toMatchObject({ code: 'identity.no-appointment' });
  await expect(signIn.withPassword({ email, password: 'wrong password' }, client())).rejects.toMatchObject({
    code: 'identity.wrong-password',
  });
  const late = tokenOf(await signIn.resetLink(personId));
  await expect(signIn.resetPassword(late, 'battery staple', client())).rejects.toMatchObject({
    code: 'identity.reset-expired',
  });
  expect(
    await db.systemTx('a test counts', (tx) =>
      tx.query('SELECT FROM auth.session WHERE "userId" = $1', [personId]),
    ),
  ).toEqual([]);
  appointmentId = await db.tx(staff, (tx) =>
    new People().appoint(tx, { personId, organisationId, role: 'headteacher', demonstration: true }),
  );
  await enter();
});

test('signing in and out and a new password are in the audit trail, with who and where', async () => {
  await newPassword('correct horse');
  await signIn.answerReset(personId, newId());
  const { cookies } = await signIn.withPassword({ email, password: 'correct horse' }, client());
  await signIn.out(cookieOf(cookies), 'r');
  const trail = await db.tx(staff, (tx) => new Audit().of(tx, { type: 'person', id: personId }));
  expect(trail.slice(-4)).toMatchObject([
    { verb: 'identity.reset-password', person: 'Ann Lee', role: 'headteacher' },
    { verb: 'identity.request-reset', role: 'job' },
    { verb: 'identity.sign-in', person: 'Ann Lee', role: 'headteacher', organisationId },
    { verb: 'identity.sign-out', person: 'Ann Lee', requestId: 'r' },
  ]);
});

test('attempts from one address are counted', async () => {
  const from = client();
  const attempt = () =>
    signIn.withPassword({ email, password: 'wrong password' }, from).catch((error) => error.code);
  for (let count = 0; count < 5; count++) expect(await attempt()).toBe('identity.wrong-password');
  expect(await attempt()).toBe('identity.too-many-attempts');
});

test('asking for a link does and costs the same whether or not the address is known', async () => {
  const asks = jest.spyOn(pg.Client.prototype, 'query');
  const doneFor = async (address: string) => {
    asks.mockClear();
    await signIn.requestReset(address, client());
    return asks.mock.calls.map(([query]) =>
      typeof query === 'string' ? query : (query as { text: string }).text,
    );
  };
  try {
    await doneFor(`${newId()}@example.org`);
    const [unknown, known] = [await doneFor(`${newId()}@example.org`), await doneFor(email)];
    expect(unknown.length).toBeGreaterThan(3);
    expect(known).toEqual(unknown);
  } finally {
    asks.mockRestore();
  }
});

test('the worker passes a request for a link on, once, and that of nobody to nobody', async () => {
  const before = await published();
  await signIn.answerReset(newId(), newId());
  expect(await published()).toBe(before);
  const messageId = newId();
  for (let again = 0; again < 2; again++) await signIn.answerReset(personId, messageId);
  expect(await published()).toBe(before + 1);
});

test('a link that cannot be asked for now is not promised', async () => {
  const holder = new pg.Client({ connectionString: config.DATABASE_URL });
  const impatient = await testDatabase(testConfig({ DATABASE_LOCK_MS: '200' }));
  const asked = new SignIn(config, impatient, new Sessions());
  await holder.connect();
  try {
    // As when too many people are there at once: what writes down that a link is wanted does not get its turn.
    await holder.query('BEGIN; LOCK TABLE platform.outbox IN EXCLUSIVE MODE');
    for (const address of [email, `${newId()}@example.org`])
      await expect(asked.requestReset(address, client())).rejects.toMatchObject({ code: '55P03' });
  } finally {
    await holder.end();
    await asked.onApplicationShutdown();
    await impatient.onApplicationShutdown();
  }
});
const published = () =>
  db.systemTx('a test counts', async (tx) => {
    const [row] = await tx.query<{ count: number }>(
      'SELECT count(*)::int FROM platform.outbox WHERE operator_id = $1',
      [operatorId],
    );
    return row!.count;
  });

test('a demonstration is entered without a password, as its listed people only, and nothing else is', async () => {
  const people = await db.systemTx('a test', (tx) => signIn.demonstrationPeople(tx));
  expect(people.find((person) => person.personId === personId)).toMatchObject({
    name: 'Ann Lee',
    role: 'headteacher',
    operatorId,
  });
  expect(await signIn.session(cookieOf(await signIn.stepIn(appointmentId, 'test')))).toMatchObject({
    personId,
    appointmentId,
  });
  await expect(signIn.stepIn(newId(), 'test')).rejects.toMatchObject({ code: 'platform.not-found' });
  const live = new SignIn(testConfig(), db, new Sessions());
  await expect(live.stepIn(appointmentId, 'test')).rejects.toMatchObject({ code: 'platform.forbidden' });
  await live.onApplicationShutdown();
});

test('inside an operator’s transaction there are no sessions and no passwords', async () => {
  await signIn.stepIn(appointmentId, 'test');
  for (const table of ['session', 'account', 'verification', 'rate_limit', 'attempt']) {
    expect(await db.tx(staff, (tx) => tx.query(`SELECT 1 FROM auth.${table}`))).toEqual([]);
  }
});
