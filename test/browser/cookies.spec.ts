import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Parties, People, Sessions, SignIn } from '#identity';
import { newId, type Database } from '#platform';
import { testConfig, testDatabase, testOperator } from '#testing';
import { startApp, type App } from './browser.js';

const email = `head.${newId()}@example.org`;
let app: App;
let db: Database;

beforeAll(async () => {
  db = await testDatabase();
  const { staff } = await testOperator(db);
  const signIn = new SignIn(testConfig(), db, new Sessions());
  const personId = await db.tx(staff, async (tx) => {
    const organisationId = newId();
    await new Parties().add(tx, { organisationId, buyer: true });
    const id = await new People().add(tx, { name: 'Ann Lee', email });
    for (const role of ['headteacher', 'business-manager'] as const)
      await new People().appoint(tx, { personId: id, organisationId, role });
    return id;
  });
  const token = new URL(await signIn.resetLink(personId)).searchParams.get('token')!;
  await signIn.resetPassword(token, 'correct horse', { address: '::1', requestId: 'r' });
  await signIn.onApplicationShutdown();
  app = await startApp({ PUBLIC_URL: 'https://middletier.example' });
});
afterAll(async () => {
  await app?.close();
  await db.onApplicationShutdown();
});

/** Every cookie that signing in, choosing whom to act for and signing out set. */
async function cookiesSet(): Promise<string[]> {
  const kept = new Map<string, string>();
  const all: string[] = [];
  const ask = async (path: string, form?: Record<string, string>) => {
    const response = await fetch(app.address + path, {
      redirect: 'manual',
      headers: { cookie: [...kept].map(([name, value]) => `${name}=${value}`).join('; ') },
      ...(form && { method: 'POST', body: new URLSearchParams(form) }),
    });
    for (const cookie of response.headers.getSetCookie()) {
      all.push(cookie);
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(cookie)!;
      kept.set(name!, value!);
    }
    return response.text();
  };
  const token = (html: string) => /name="_csrf" value="([^"]+)"/.exec(html)![1]!;
  await ask('/sign-in', { _csrf: token(await ask('/sign-in')), email, password: 'correct horse' });
  const choice = await ask('/acting');
  const appointmentId = /name="appointmentId" type="radio" value="([^"]+)"/.exec(choice)![1]!;
  await ask('/acting', { _csrf: token(choice), appointmentId });
  await ask('/sign-out', { _csrf: token(await ask('/acting')) });
  return all;
}

test('behind https no cookie is ever sent without, and none can be read by a script', async () => {
  const secured = await cookiesSet();
  const names = new Set(secured.map((cookie) => cookie.split('=')[0]!.replace('__Secure-', '')));
  expect([...names]).toEqual(
    expect.arrayContaining([
      'middletier.form',
      'middletier.session_token',
      'middletier.acting',
      'middletier.flash',
    ]),
  );
  expect(secured.filter((cookie) => !/; secure/i.test(cookie))).toEqual([]);
  expect(
    secured.filter(
      (cookie) => !/; httponly/i.test(cookie) && !/max-age=0|expires=Thu, 01 Jan 1970/i.test(cookie),
    ),
  ).toEqual([]);
});
