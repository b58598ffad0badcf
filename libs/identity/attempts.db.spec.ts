import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Parties, People, Sessions, SignIn } from '#identity';
import { newId, type Database } from '#platform';
import { testConfig, testDatabase, testOperator } from '#testing';

const limits = {
  SIGN_IN_TRIES: '2',
  SIGN_IN_TRIES_ANYWHERE: '6',
  RESET_TRIES: '2',
  SIGN_IN_LIMIT_PER_MINUTE: '100',
};
let db: Database;
let signIn: SignIn;
let personId: string;
let email: string;
const stranger = () => `nobody.${newId()}@example.org`;

beforeAll(async () => {
  db = await testDatabase();
  signIn = new SignIn(testConfig(limits), db, new Sessions());
  const { staff } = await testOperator(db);
  await db.tx(staff, async (tx) => {
    const organisationId = newId();
    email = `head.${organisationId}@example.org`;
    await new Parties().add(tx, { organisationId, buyer: true });
    personId = await new People().add(tx, { name: 'Ann Lee', email });
    await new People().appoint(tx, { personId, organisationId, role: 'headteacher' });
  });
});
afterAll(async () => {
  await signIn.onApplicationShutdown();
  await db.onApplicationShutdown();
});

let addresses = 0;
const client = () => ({
  address: `10.${newId().charCodeAt(30)}.${++addresses >> 8}.${addresses & 255}`,
  requestId: 'r',
});
const told = (attempt: Promise<unknown>) =>
  attempt.then(
    () => 'in',
    (error: { code: string; message: string }) => `${error.code}: ${error.message}`,
  );
const at = (account: string, from = client(), password = 'wrong password') =>
  told(signIn.withPassword({ email: account, password }, from));
const inTurn = async (times: number, attempt: (n: number) => Promise<string>) => {
  const answers = [];
  for (let n = 0; n < times; n++) answers.push((await attempt(n)).split(':')[0]!.replace('identity.', ''));
  return answers;
};
const setPassword = async (password: string, from: ReturnType<typeof client>) =>
  signIn.resetPassword(new URL(await signIn.resetLink(personId)).searchParams.get('token')!, password, from);

test('an account is tried a few times from one address, and more from all together; known or not, it is told alike', async () => {
  for (const account of [email, stranger()]) {
    const from = client();
    const alone = await inTurn(7, () => at(account, from));
    expect(alone.slice(0, 3)).toEqual(Array(3).fill('wrong-password'));
    expect(alone.at(-1)).toBe('too-many-attempts');
    // However it is spelt, and wherever from.
    const together = await inTurn(8, (n) => at(n % 2 ? account.toUpperCase() : ` ${account}`));
    expect(together.at(0)).toBe('wrong-password');
    expect(together.at(-1)).toBe('too-many-attempts');
  }
});

test('many at once are counted as many', async () => {
  const account = stranger();
  const answers = await Promise.all(Array.from({ length: 20 }, () => at(account)));
  expect(answers.filter((answer) => answer.includes('wrong-password')).length).toBeLessThanOrEqual(8);
});

test('nobody is locked out by what others do', async () => {
  const home = client();
  await setPassword('correct horse', home);
  await inTurn(10, () => at(email));
  // However slow this machine is, the wait is not over.
  await db.source.query(`UPDATE auth.attempt SET free_at = free_at + interval '1 hour' WHERE count > 6`);
  // Where they were signed in before they still are; somewhere new, the mailed link is the way in.
  expect(await at(email, home, 'correct horse')).toBe('in');
  const away = client();
  expect(await at(email, away, 'correct horse')).toMatch(/too-many-attempts: .*set a new password by mail/);
  await setPassword('battery staple', away);
  expect(await at(email, away, 'battery staple')).toBe('in');
});

test('who signs in here and there is not counted', async () => {
  const own = stranger();
  const { staff } = await testOperator(db);
  await db.tx(staff, async (tx) => {
    const organisationId = newId();
    await new Parties().add(tx, { organisationId, buyer: true });
    personId = await new People().add(tx, { name: 'Bo Ek', email: own });
    await new People().appoint(tx, { personId, organisationId, role: 'chair' });
  });
  await setPassword('correct horse', client());
  expect(await inTurn(12, () => at(own, client(), 'correct horse'))).toEqual(Array(12).fill('in'));
});

test('a link is asked for a few times, and nobody learns whether there is an account', async () => {
  for (const account of [email, stranger()]) {
    const asked = await inTurn(7, () => told(signIn.requestReset(account, client())));
    expect([...asked.slice(0, 3), asked.at(-1)]).toEqual(['in', 'in', 'in', 'too-many-attempts']);
  }
});

test('neither accounts nor addresses are kept', async () => {
  const kept = await db.systemTx('a test looks', (tx) => tx.query('SELECT * FROM auth.attempt'));
  expect(kept.length).toBeGreaterThan(10);
  expect(JSON.stringify(kept)).not.toMatch(/example\.org|"10\./);
});
