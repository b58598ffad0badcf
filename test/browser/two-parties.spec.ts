import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Parties, People } from '#identity';
import { newId, type Actor, type Database } from '#platform';
import { testDatabase, testOperator } from '#testing';
import { startApp, type App } from './browser.js';

const [one, other] = [newId(), newId()];
const kept = new Map<string, string>();
const appointments = new Map<string, string>();
let app: App;
let db: Database;
let staff: Actor;

beforeAll(async () => {
  db = await testDatabase();
  ({ staff } = await testOperator(db));
  await db.tx(staff, async (tx) => {
    const people = new People();
    const personId = await people.add(tx, { name: 'Ann Lee', email: `head.${newId()}@example.org` });
    for (const organisationId of [one, other]) {
      await new Parties().add(tx, { organisationId, buyer: true });
      const head = { personId, organisationId, role: 'headteacher', demonstration: true } as const;
      appointments.set(organisationId, await people.appoint(tx, head));
    }
  });
  app = await startApp();
});
afterAll(async () => {
  await app?.close();
  await db.onApplicationShutdown();
});

type Fields = Record<string, string>;
async function ask(path: string, form?: Fields) {
  const response = await fetch(app.address + path, {
    redirect: 'manual',
    headers: { cookie: [...kept].map(([name, value]) => `${name}=${value}`).join('; ') },
    ...(form && { method: 'POST', body: new URLSearchParams(form) }),
  });
  for (const cookie of response.headers.getSetCookie()) {
    const [, name, value] = /^([^=]+)=([^;]*)/.exec(cookie)!;
    kept.set(name!, value!);
  }
  return { status: response.status, html: await response.text() };
}
/** What a page's forms send along unseen. */
const unseen = async (path: string): Promise<Fields> =>
  Object.fromEntries(
    [...(await ask(path)).html.matchAll(/type="hidden" name="([^"]+)" value="([^"]*)"/g)].map(
      ([, name, value]) => [name!, value!],
    ),
  );
const actFor = async (organisationId: string) =>
  ask('/acting', { ...(await unseen('/acting')), appointmentId: appointments.get(organisationId)! });
const limit = '/colleagues/limits/business-manager';
const limits = async () => {
  const of = async (organisationId: string) =>
    db.tx(staff, (tx) =>
      tx.query(
        'SELECT limit_pence FROM identity.approval_limit WHERE operator_id = $1 AND organisation_id = $2',
        [...[tx.operatorId, organisationId]],
      ),
    );
  return [await of(one), await of(other)].map(([row]) => row?.limitPence ?? null);
};

test('a form that was opened for one party is not sent for another, switched to or left over meanwhile', async () => {
  await ask('/sign-in/step-in', { ...(await unseen('/sign-in')), appointmentId: appointments.get(one)! });
  const form = { ...(await unseen(limit)), amount: '2000' };
  await actFor(other);
  const sent = await ask(limit, form);
  expect([sent.status, await limits()]).toEqual([409, [null, null]]);
  expect(sent.html).toContain('This form was opened for another organisation or role than you act in now.');
  // In the one it was opened for it is sent; signing out and choosing again are nobody's.
  await ask('/acting', { ...form, appointmentId: appointments.get(one)! });
  expect([(await ask(limit, form)).status, await limits()]).toEqual([303, [200_000n, null]]);
  await db.tx(staff, (tx) => new People().end(tx, appointments.get(one)!, tx.today));
  expect([(await ask(limit, form)).status, await limits()]).toEqual([409, [200_000n, null]]);
  expect((await ask('/sign-out', form)).status).toBe(303);
});
