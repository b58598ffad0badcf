import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { ApiKeys, type KeyScope } from '#identity';
import { AppointmentLetters, Mail, type Links } from '#notifications';
import type { Actor, Role } from '#platform';
import { openStage, type Stage } from '../rules/stage.js';
import { at, published } from '../rules/traces.js';

/** A key orders for a school as its business manager does: whoever leads there is asked for their yes to one that an administrator makes. */
let stage: Stage;
let keys: ApiKeys;
beforeAll(async () => {
  stage = await openStage();
  keys = new ApiKeys(stage.config);
}, 240_000);
afterAll(() => stage?.close());

const person = (name: string, role: Role, organisationId: string) =>
  stage.db.tx(stage.created.staff, async (tx) => {
    const personId = await stage.people.add(tx, { name, email: `${name.toLowerCase()}@example.org` });
    await stage.people.appoint(tx, { personId, organisationId, role });
    return personId;
  });

test('those who lead a party are asked for their yes to a key made for it, by whom and for what, unless that is over already', async () => {
  const { asking, config, created, db } = stage;
  const organisationId = asking.organisationId;
  const ann = await person('Ann', 'headteacher', organisationId);
  await person('Chris', 'chair', organisationId);
  await person('Pat', 'business-manager', organisationId);
  const personId = await person('Robert', 'administrator', created.hostId);
  const administrator = { ...stage.staffAs('administrator'), personId };
  const issueAs = async (by: Actor, ...scopes: KeyScope[]) =>
    (await db.tx(by, (tx) => keys.issue(tx, { organisationId, name: 'Finance system', scopes }))).apiKeyId;
  const issue = (...scopes: KeyScope[]) => issueAs(administrator, ...scopes);
  const links = { key: (id: string) => `https://example.org/keys/${id}` } as Links;
  const letters = new AppointmentLetters(
    ...([config, stage.nominations, stage.parties, stage.people, stage.directory] as const),
    ...([stage.operators, new Mail(), keys] as const),
  );
  const written = (apiKeyId: string) =>
    db.tx(created.staff, async (tx) => {
      await letters.keyIssued(tx, apiKeyId, links);
      const rows = await tx.query<{ address: string; subject: string; body: string }>(
        'SELECT address, subject, body FROM notifications.message ORDER BY address, message_id DESC',
      );
      return rows.filter(({ subject }) => / key /.test(subject));
    });

  const gone = await issue('read', 'write');
  await db.tx(administrator, (tx) => keys.revoke(tx, gone));
  expect(await written(gone)).toEqual([]);
  for (const answer of ['confirm', 'decline'] as const) {
    const answered = await issue('read', 'write');
    await db.tx({ ...stage.head, personId: ann }, (tx) => keys[answer](tx, answered));
    expect(await written(answered)).toEqual([]);
  }

  const reading = await issue('read');
  const reads = await written(reading);
  expect(reads.map(({ address }) => address)).toEqual(['ann@example.org', 'chris@example.org']);
  expect(reads[0]!.subject).toBe(`Say whether the key Finance system may act for ${asking.name}`);
  expect(reads[0]!.body).toMatch(
    /Robert made .Finance system., a key with which a program reads what you have with us\. It does nothing until you/,
  );
  expect(reads[0]!.body).toContain(`by 12 July 2026, here:\n\nhttps://example.org/keys/${reading}`);
  const writes = await issue('read', 'write');
  expect((await written(writes))[0]!.body).toContain('reads and orders in your name');
  expect(await published(stage, writes)).toEqual(['identity.key-issued']);

  // Of one from the terminal they hear: it works already.
  const [told] = await written(await issueAs(created.staff, 'read'));
  expect(told!.subject).toBe(`A key was made for ${asking.name}`);
  expect(told!.body).not.toContain('https://');
  await at(stage, '2026-07-13T08:00:00Z');
  const before = await written(await issue('read'));
  expect(await written(reading)).toHaveLength(before.length);
});
