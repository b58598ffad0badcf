import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { askedSettings } from '#operating-model';
import type { Actor } from '#platform';
import type { Page } from '../../apps/web/kit/page.js';
import { SettingsController } from '../../apps/web/operator/settings/controller.js';
import { errors, openPages, row, someone, type Pages } from './pages.js';
import { day, openStage, type Stage } from './stage.js';

/** An administrator sees what was chosen, and chooses anew from a day on, on pages made of the one declaration. */
let stage: Stage & Pages;
let pages: SettingsController;
let administrator: Actor;
beforeAll(async () => {
  stage = await openPages(openStage);
  pages = stage.pages(SettingsController);
  administrator = await someone(stage, 'administrator');
}, 240_000);
afterAll(() => stage?.close());

interface Listed {
  groups: { name: string; rows: { label: string; now: string; since: string; next: string[] }[] }[];
}
const listed = async (label: string) => {
  const { groups } = (await pages.list(administrator)).model as unknown as Listed;
  return groups.flatMap(({ rows }) => rows).find((one) => one.label === label)!;
};

const notice = 'agreements.notice_days';
const choose = async (name: string, sent: Record<string, unknown>) => {
  const checked = await pages.check(administrator, name, sent);
  expect((checked as Page).title).toBe('Check what you change');
  return { checked, done: await pages.choose(administrator, name, sent) };
};

test('every setting stands on the page, with what holds and since when', async () => {
  const { groups } = (await pages.list(administrator)).model as unknown as Listed;
  expect(groups.flatMap(({ rows }) => rows)).toHaveLength(askedSettings.length);
  expect(await listed('Notice')).toMatchObject({
    now: '60 days',
    since: 'From the start',
    next: [],
  });
  expect(await listed('Largest fund')).toMatchObject({
    now: '£10,000,000',
    since: 'From the start',
  });
});

test('what is chosen is checked first: what will be, instead of what, from when, for whom; then it holds, and says who chose it', async () => {
  await choose(notice, { value: '80', from: '2027-04-01' });
  const { checked, done } = await choose(notice, { value: '90', from: '2026-09-01' });
  expect(row(checked, 'Notice')).toBe('90 days');
  expect(row(checked, 'Instead of')).toBe('60 days');
  expect(row(checked, 'From')).toBe('Tuesday 1 September 2026');
  expect(row(checked, 'Until')).toBe(
    'Wednesday 31 March 2027. From the next day it is, as was already chosen:\n80 days',
  );
  expect(row(checked, 'What it counts for')).toContain('Terms that start on that day or later');
  expect(done).toMatchObject({ to: `/settings/${notice}/chosen?from=2026-09-01` });
  const page = await pages.done(administrator, notice, '2026-09-01');
  expect(page.model).toMatchObject({ text: 'Notice, from Tuesday 1 September 2026' });
  expect(row(page, 'Notice')).toBe('90 days');
  expect(await listed('Notice')).toMatchObject({
    now: '60 days',
    next: [
      'From 1 September 2026: 90 days\nChosen by Robert Lane on 13 April 2026',
      'From 1 April 2027: 80 days\nChosen by Robert Lane on 13 April 2026',
    ],
  });
  expect(
    (await stage.db.tx(administrator, (tx) => stage.model.on(tx, day('2026-09-01')))).agreements.notice_days,
  ).toBe(90);
});

test('what may not be is refused beside the answer, before anything is asked to be confirmed', async () => {
  const refused = async (name: string, sent: Record<string, unknown>) =>
    errors(await pages.check(administrator, name, sent));
  expect(await refused(notice, { value: '400', from: '' })).toEqual({
    value: { text: 'Notice must be a whole number, from 0 days to 365 days' },
    from: { text: 'Enter the day from which it holds' },
  });
  expect(await refused(notice, { value: '45', from: '2026-04-12' })).toEqual({
    from: {
      text: 'A choice holds from 13 April 2026 or a later day: what was decided by the rules of the past stays.',
    },
  });
  expect(await refused(notice, { value: '60', from: '2026-04-13' })).toEqual({
    from: { text: 'On that day this holds already: change something' },
  });
  await expect(pages.show(administrator, 'agreements.unknown')).rejects.toMatchObject({
    code: 'platform.not-found',
  });
  for (const role of ['finance', 'broker'] as const)
    await expect(
      pages.choose(stage.staffAs(role), notice, { value: '45', from: '2026-04-13' }),
    ).rejects.toMatchObject({ code: 'platform.forbidden' });
});

test('a new limit of a head holds as soon as it is chosen, and what is above it is the chair’s to approve', async () => {
  const sent = {
    'business-manager-may': 'limit',
    'business-manager-limit': '0',
    'business-manager-set_by': ['headteacher'],
    'headteacher-may': 'limit',
    'headteacher-limit': '1,000',
    'chair-may': 'any',
    keys_as: 'business-manager',
    above: 'governing board',
    from: '2026-04-13',
  };
  const { checked } = await choose('approvals.school', sent);
  expect(row(checked, 'What a school orders')).toContain(
    'Headteacher: up to £1,000 alone\nChair of governors: any amount',
  );
  const head = stage.as(stage.neighbour.organisationId, 'headteacher');
  const allowed = (pence: bigint) =>
    stage.db.tx(head, (tx) => stage.limits.allows(tx, stage.neighbour.organisationId, 'headteacher', pence));
  expect([await allowed(100_000n), await allowed(100_001n)]).toEqual([true, false]);
});
