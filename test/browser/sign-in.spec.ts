import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { Parties, PasswordForgotten, PasswordResetRequested, People, Sessions, SignIn } from '#identity';
import { Mail, MailServer, WriteResetMail } from '#notifications';
import { Failures, newId, Temporal, type Actor, type Database } from '#platform';
import { NotificationsProcessor } from '../../apps/worker/notifications.processor.js';
import { testDatabase, testOperator } from '#testing';
import { check, screenshot, signIn, startApp, startBrowser, stepIn, visit, type App } from './browser.js';

let [app, browser, db] = [] as unknown as [App, Browser, Database];
let staff: Actor;
const marker = newId().slice(-6);
// As long as a school’s addresses are: it must break on a phone.
const email = `ann.lee.of.the.greenways.${marker}@schools.example.org`;
const head = new RegExp(`Headteacher, Ann Lee ${marker}`);

beforeAll(async () => {
  db = await testDatabase();
  [app, browser] = await Promise.all([startApp(), startBrowser()]);
  ({ staff } = await testOperator(db, '2027-04-01T08:00:00Z'));
  await db.tx(staff, async (tx) => {
    const [host, school] = [newId(), newId()];
    await new Parties().addMany(tx, [
      { organisationId: host, host: true },
      { organisationId: school, buyer: true },
    ]);
    const person = async (name: string, address: string) =>
      new People().add(tx, { name: `${name} ${marker}`, email: address });
    const appoint = async (
      personId: string,
      organisationId: string,
      role: 'headteacher' | 'business-manager' | 'broker',
    ) =>
      new People().appoint(tx, {
        personId,
        organisationId,
        role,
        from: Temporal.PlainDate.from('2026-01-01'),
        demonstration: true,
      });
    const ann = await person('Ann Lee', email);
    await appoint(ann, school, 'headteacher');
    await appoint(ann, school, 'business-manager');
    await appoint(await person('Bo Ek', `bo.${marker}@example.org`), host, 'broker');
  });
});
afterAll(async () => {
  await browser?.close();
  await app?.close();
  await db?.onApplicationShutdown();
});

test('a person of the demonstration steps in, switches and signs out', async () => {
  const page = await visit(browser, app);
  await page.goto('/');
  await check(page);
  await screenshot(page, 'sign-in');
  await stepIn(page, head);
  await page.getByText('Rehearsal: it is 1 April 2027, 09:00 here').waitFor();
  await check(page);
  await screenshot(page, 'home-empty');
  await page.getByRole('link', { name: /Switch/ }).click();
  await check(page);
  await screenshot(page, 'acting');
  await page
    .getByLabel(/Test operator/)
    .nth(1)
    .check();
  await page.getByRole('button', { name: 'Continue' }).click();
  await page.getByText('Business manager, ').waitFor();
  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.getByText('You have signed out.').waitFor();
  await check(page);
  await page.goto('/home');
  expect(new URL(page.url()).pathname).toBe('/sign-in');
});

test('a form says what is wrong, field by field, and keeps what was typed', async () => {
  const page = await visit(browser, app);
  await signIn(page, 'ann', '');
  expect(await page.title()).toMatch(/^Error: Sign in/);
  await page.getByRole('alert').getByText('Enter your password').waitFor();
  expect(await page.getByLabel('E-mail address').inputValue()).toBe('ann');
  await check(page);
  await screenshot(page, 'sign-in-error');
  await signIn(page, email, 'not the password');
  await page.getByRole('alert').getByText('The e-mail address or the password is not right.').waitFor();
});

test('a new password is set by a link, and leads where one was going', async () => {
  const page = await visit(browser, app);
  await page.goto('/forgotten-password');
  await check(page);
  await page.getByLabel('E-mail address').fill(email);
  await page.getByRole('button', { name: 'Send the link' }).click();
  await page.getByText('is on its way').waitFor();
  await check(page);
  await writeResetMail();
  await page.goto('/mailbox');
  await check(page);
  await screenshot(page, 'mailbox');
  await page.getByRole('row', { name: email }).getByRole('link').click();
  await check(page);
  await screenshot(page, 'mailbox-message');
  await page.getByRole('link', { name: /reset-password/ }).click();
  await check(page);
  await page.getByLabel('New password').fill('short');
  await page.getByRole('button', { name: 'Set the password' }).click();
  await page.getByRole('alert').getByText('Use a password of 10 to 128 characters').waitFor();
  await page.getByLabel('New password').fill('correct horse');
  await page.getByRole('button', { name: 'Set the password' }).click();
  await page.getByText('Your new password is set. Sign in with it.').waitFor();
  await screenshot(page, 'password-set');
  await page.goto('/acting?next=/cookies');
  await signInHere(page);
  expect(new URL(page.url()).pathname).toBe('/acting');
});
const signInHere = async (page: Awaited<ReturnType<typeof visit>>) => {
  await page.getByLabel('E-mail address').fill(email);
  await page.getByLabel('Password', { exact: true }).fill('correct horse');
  await page.getByRole('button', { name: /^Sign in/ }).click();
};
/** What the worker does with the announcement; the run's database is shared, so no worker runs on it. */
async function writeResetMail(): Promise<void> {
  const signIn = new SignIn(app.config, db, new Sessions());
  const [asked] = await db.systemTx('a test looks for what was asked', (tx) =>
    tx.query<{ messageId: string; entityId: string }>(
      'SELECT message_id, entity_id FROM platform.outbox WHERE type = $1 ORDER BY written_at DESC LIMIT 1',
      [PasswordForgotten.name],
    ),
  );
  await signIn.answerReset(asked!.entityId, asked!.messageId);
  const [published] = await db.tx(staff, (tx) =>
    tx.query<{ messageId: string; entityId: string }>(
      'SELECT message_id AS "messageId", entity_id AS "entityId" FROM platform.outbox WHERE type = $1',
      [PasswordResetRequested.name],
    ),
  );
  const processor = new NotificationsProcessor(
    db,
    new Failures(app.config),
    new Mail(),
    new MailServer(app.config),
    new People(),
    signIn,
  );
  const handler = processor.handlers.find(({ type }) => type === WriteResetMail)!;
  await handler.run(
    { operatorId: staff.operatorId, requestId: 'test', ...published! },
    async () => undefined,
  );
  await signIn.onApplicationShutdown();
}

test('a session that ended keeps the answers', async () => {
  const page = await visit(browser, app);
  await stepIn(page, head);
  await page.goto('/acting');
  await page.context().clearCookies({ name: 'middletier.session_token' });
  await page.getByRole('radio').first().check();
  await page.getByRole('button', { name: 'Continue' }).click();
  await page.getByRole('heading', { name: 'Your session has ended' }).waitFor();
  await check(page);
  await screenshot(page, 'session-ended');
  await page.getByLabel('E-mail address').fill(email);
  await page.getByLabel('Password', { exact: true }).fill('not this one');
  await page.getByRole('button', { name: /^Sign in/ }).click();
  await page.getByRole('alert').waitFor();
  await page.getByRole('heading', { name: 'Your session has ended' }).waitFor({ timeout: 5000 });
  await check(page);
  await signInHere(page);
  await page.getByRole('heading', { name: 'You are signed in again' }).waitFor();
  await check(page);
  await page.getByRole('link', { name: 'Leave them and go to your home page' }).waitFor({ timeout: 5000 });
  await page.getByRole('button', { name: 'Carry on with my answers' }).click();
  await page.getByText('Headteacher, ').waitFor();
  expect(new URL(page.url()).pathname).toBe('/home');
});

test('each error has a page that says what to do', async () => {
  const page = await visit(browser, app);
  expect((await page.goto('/no-such-page'))!.status()).toBe(404);
  await page.getByText('Reference: ').waitFor();
  await check(page);
  await screenshot(page, 'not-found');
  for (const path of ['/accessibility', '/cookies']) {
    await page.goto(path);
    await check(page);
    await screenshot(page, path.slice(1));
  }
});

test('the server refuses what no page of ours sends', async () => {
  const send = (path: string, init?: RequestInit) =>
    fetch(app.address + path, { redirect: 'manual', ...init });
  const form = {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: 'email=a@example.org&password=x',
  };
  const forged = await send('/sign-in', form);
  expect([forged.status, await forged.text()]).toEqual([
    419,
    expect.stringContaining('Your form was open too long'),
  ]);
  expect((await send('/sign-in', { ...form, body: 'x'.repeat(2_000_000) })).status).toBe(413);
  expect((await send('/sign-in', { ...form, headers: { 'content-type': 'text/csv' } })).status).toBe(415);
  expect((await send('/api/v1/nothing')).status).toBe(404);
  const response = await send('/sign-in?next=//elsewhere.example');
  const policy = response.headers.get('content-security-policy')!;
  expect(policy).toContain("script-src 'self'");
  expect(policy).not.toContain('unsafe-inline');
  expect(
    response.headers.getSetCookie().every((cookie) => /HttpOnly/.test(cookie) && /SameSite=Lax/.test(cookie)),
  ).toBe(true);
  const html = await response.text();
  expect(html).not.toMatch(/<script(?![^>]*src=)|style="/);
  const sheet = await send(/\/assets\/[^"]+application\.css/.exec(html)![0]);
  expect(sheet.headers.get('cache-control')).toContain('immutable');
  expect((await send('/theme/12436d.css')).headers.get('content-type')).toContain('text/css');
});

test('too many requests from one address are told to wait', async () => {
  const busy = await startApp({ RATE_LIMIT_PER_MINUTE: '10' });
  const page = await visit(browser, busy);
  for (let count = 0; count < 11; count++) await page.goto('/cookies');
  await page.getByRole('heading', { name: 'Too many requests' }).waitFor();
  await check(page);
  await busy.close();
});
