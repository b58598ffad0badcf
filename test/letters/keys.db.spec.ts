import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { ApiKeys, type KeyScope } from '#identity';
import { AppointmentLetters, Mail } from '#notifications';
import type { Role } from '#platform';
import { openStage, type Stage } from '../rules/stage.js';
import { published } from '../rules/traces.js';

/** A key orders for a school as its business manager does: whoever leads there hears that an administrator has one made. */
let stage: Stage;
const keys = new ApiKeys();
beforeAll(async () => {
  stage = await openStage();
}, 240_000);
afterAll(() => stage?.close());

const person = (name: string, role: Role, organisationId: string) =>
  stage.db.tx(stage.created.staff, async (tx) => {
    const personId = await stage.people.add(tx, { name, email: `${name.toLowerCase()}@example.org` });
    await stage.people.appoint(tx, { personId, organisationId, role });
    return personId;
  });

test('those who lead a party hear that a key was made for it, by whom and for what, unless it is revoked already', async () => {
  const { asking, config, created, db } = stage;
  const organisationId = asking.organisationId;
  await person('Ann', 'headteacher', organisationId);
  await person('Chris', 'chair', organisationId);
  await person('Pat', 'business-manager', organisationId);
  const personId = await person('Robert', 'administrator', created.hostId);
  const administrator = { ...stage.staffAs('administrator'), personId };
  const issue = async (...scopes: KeyScope[]) =>
    (await db.tx(administrator, (tx) => keys.issue(tx, { organisationId, name: 'Finance system', scopes })))
      .apiKeyId;
  const letters = new AppointmentLetters(
    ...([config, stage.nominations, stage.parties, stage.people, stage.directory] as const),
    ...([stage.operators, new Mail(), keys] as const),
  );
  const written = (apiKeyId: string) =>
    db.tx(created.staff, async (tx) => {
      await letters.keyIssued(tx, apiKeyId);
      const rows = await tx.query<{ address: string; subject: string; body: string }>(
        'SELECT address, subject, body FROM notifications.message ORDER BY address, message_id DESC',
      );
      return rows.filter(({ subject }) => subject.startsWith('A key was made'));
    });

  const gone = await issue('read', 'write');
  await db.tx(administrator, (tx) => keys.revoke(tx, gone));
  expect(await written(gone)).toEqual([]);

  const reads = await written(await issue('read'));
  expect(reads.map(({ address }) => address)).toEqual(['ann@example.org', 'chris@example.org']);
  expect(reads[0]!.subject).toBe(`A key was made for ${asking.name}`);
  expect(reads[0]!.body).toMatch(/Robert made .Finance system., a key with which a program reads what/);
  const writes = await issue('read', 'write');
  expect((await written(writes))[0]!.body).toContain('reads and orders in your name');
  expect(await published(stage, writes)).toEqual(['identity.key-issued']);
});
