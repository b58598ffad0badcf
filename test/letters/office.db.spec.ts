import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { ApiKeys } from '#identity';
import { AppointmentLetters, Mail, type Links } from '#notifications';
import { openStage, type Stage } from '../rules/stage.js';
import { at } from '../rules/traces.js';

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
}, 240_000);
afterAll(() => stage?.close());

test('a school’s office is told how long its link works: no longer than the nomination that it is for stands', async () => {
  const { db, created, asking, people, nominations, config } = stage;
  const person = (name: string) =>
    db.tx(created.staff, (tx) => people.add(tx, { name, email: `${name}@example.org` }));
  const administrator = { ...stage.staffAs('administrator'), personId: await person('robert') };
  const nominee = { personId: await person('nina'), organisationId: asking.organisationId } as const;
  const nominationId = await db.tx(administrator, (tx) =>
    nominations.propose(tx, { ...nominee, role: 'chair' }),
  );
  const letters = new AppointmentLetters(
    ...([config, nominations, stage.parties, people, stage.directory] as const),
    ...([stage.operators, new Mail(), new ApiKeys(config)] as const),
  );
  const links = { confirmAppointment: (token: string) => `https://example.org/${token}` } as Links;
  const told = async () => {
    await db.tx(administrator, (tx) => nominations.writeTo(tx, nominationId, 'office'));
    return db.tx(created.staff, async (tx) => {
      await letters.askOffice(tx, nominationId, links);
      const [last] = await tx.query<{ body: string }>(
        'SELECT body FROM notifications.message WHERE operator_id = $1 ORDER BY message_id DESC LIMIT 1',
        [tx.operatorId],
      );
      return /It works once, .*?\./.exec(last!.body)![0];
    });
  };
  expect(await told()).toBe('It works once, for 14 days.');
  // Proposed on 13 April, it stands for 90 days.
  await at(stage, '2026-07-10T08:00:00Z');
  expect(await told()).toBe('It works once, for 3 days.');
  await at(stage, '2026-07-12T08:00:00Z');
  expect(await told()).toBe('It works once, today.');
});
