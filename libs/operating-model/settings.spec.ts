import { expect, test } from '@jest/globals';
import { askedSettings } from './asked-settings.js';
import { checked } from './mistakes.js';
import { groupsOfSettings, unsaid } from './groups-of-settings.js';
import { settings } from './settings.js';

/** The least that an operator must say. */
const least = {
  agreements: { year_start: { maintained: '04-01', academy: '09-01' }, notice_days: 60, reminder_days: 20 },
  credits: { per_day: { SLE: 3500 }, earned_months: 18, protected_days: 10 },
  ledger: { giving: 'allowed', expired_holds: 'honoured' },
};
const usualLadders = {
  school: {
    rungs: [
      { role: 'business-manager', usual_pence: 0, set_by: ['headteacher', 'chair'] },
      { role: 'headteacher', set_by: ['chair'] },
    ],
    keys_as: 'business-manager',
    above: 'governing board',
  },
  authority: {
    rungs: [{ role: 'budget-holder', set_by: ['commissioner'] }],
    keys_as: 'budget-holder',
    above: 'commissioner',
  },
};
const mistakes = (group: keyof typeof least | 'approvals' | 'funding', values: object) =>
  checked(settings, { ...least, [group]: { ...(least as Record<string, object>)[group], ...values } })
    .mistakes;

test('what an operator leaves out is as the declaration says, and what it says holds', () => {
  const { right } = checked(settings, { ...least, delivery: { horizon_days: 90 } });
  expect(right).toEqual({
    agreements: {
      ...least.agreements,
      ...{ late_notice_days: 14, ask_days: 90 },
      invoice_days: 30,
      start_back_days: 31,
      start_ahead_days: 366,
      dated_back_days: 366,
    },
    approvals: { window_days: 30, ...usualLadders },
    brokerage: {
      acknowledge_days: 1,
      match_days: 10,
      phase_weight: 40,
      need_weight: 30,
      spare_weight: 20,
      rating_weight: 15,
      ...{ good_rating: 4, distance_weight: 10, far_km: 50, near_km: 30 },
    },
    credits: { ...least.credits, support_is: 'consultancy' },
    delivery: {
      visit_notice_days: 1,
      place_notice_days: 0,
      report_days: 5,
      horizon_days: 90,
      course_dates: 100,
    },
    funding: { most_pence: 1_000_000_000, longest_days: 1100, open_earmarks: 24 },
    ledger: { ...least.ledger, least_given: 50, most_granted: 20_000, granted_days: 365, warn_days: 60 },
  });
});

test('what is left out is the same when it is read as when it is checked', () => {
  const { right } = checked(settings, least);
  for (const [group, values] of Object.entries(right!))
    expect({ ...unsaid[group], ...(least as Record<string, object>)[group] }).toEqual(values);
});

test('every setting may be asked for on a page, under a name of its own', () => {
  const names = groupsOfSettings.flatMap(([group, shape]) =>
    Object.keys(shape)
      .filter((name) => name !== 'illustrative')
      .map((name) => `${group}.${name}`),
  );
  expect(askedSettings.map(({ name }) => name)).toEqual(names);
  expect(new Set(askedSettings.map(({ question }) => question.label)).size).toBe(names.length);
  expect(askedSettings.filter(({ counts, group }) => !counts?.endsWith('.') || !group)).toEqual([]);
  const asked = (name: string) => askedSettings.find((one) => one.name === name)!.question;
  expect(asked('agreements.start_ahead_days')).toMatchObject({ kind: 'number', least: 0, most: 730 });
  expect(asked('credits.per_day')).toMatchObject({
    kind: 'number-each',
    words: 'designations',
    most: 10_000_000,
  });
  expect(asked('ledger.giving')).toMatchObject({
    kind: 'one',
    options: [
      { value: 'allowed', text: 'Allowed' },
      { value: 'refused', text: 'Not allowed' },
    ],
  });
});

test('each mistake is a line that says where it stands and what is wanted, in words of no programmer', () => {
  expect(mistakes('agreements', { notice_days: -1, reminder_days: 366, invoice_days: 1.5 })).toEqual([
    'at agreements > notice_days: must be 0 or more',
    'at agreements > reminder_days: must be 365 or less',
    'at agreements > invoice_days: must be a whole number',
  ]);
  expect(mistakes('agreements', { notice_days: 'sixty', year_start: 'April' })).toEqual([
    'at agreements > year_start: must be a group of entries',
    'at agreements > notice_days: must be a number',
  ]);
  expect(mistakes('agreements', { notice_days: undefined, remindr_days: 30 })).toEqual([
    'at agreements > notice_days: is missing',
    'at agreements: there is nothing called remindr_days here',
  ]);
  expect(mistakes('ledger', { giving: 'yes' })).toEqual([
    'at ledger > giving: must be one of: allowed, refused',
  ]);
  expect(mistakes('credits', { per_day: { SLE: 0.5, NLE: -1 }, illustrative: 'no' })).toEqual([
    'at credits > per_day > SLE: must be a whole number',
    'at credits > per_day > NLE: must be 0 or more',
    'at credits > illustrative: must be true or false',
  ]);
  expect(mistakes('funding', { most_pence: 0 })).toEqual(['at funding > most_pence: must be 1 or more']);
  expect(checked(settings, undefined).mistakes).toEqual(['at the top: is missing']);
  expect(checked(settings, { ...least, credits: undefined }).mistakes).toEqual(['at credits: is missing']);
});

test('a year begins on a day that every year has', () => {
  const year = (maintained: unknown) =>
    mistakes('agreements', { year_start: { maintained, academy: '09-01' } });
  for (const day of ['01-01', '02-28', '12-28']) expect(year(day)).toEqual([]);
  for (const day of ['02-29', '13-01', '04-00', '4-1', ''])
    expect(year(day)).toEqual([
      'at agreements > year_start > maintained: must be a day that every year has, as month and day like "04-01"',
    ]);
  expect(year(401)).toEqual([
    'at agreements > year_start > maintained: must be a day of the year, as month and day in quotes like "04-01"',
  ]);
});

test('a ladder names each role once, roles that there are, who may order by key, and who is above', () => {
  const ladder = (over: object) =>
    mistakes('approvals', { school: { ...usualLadders.school, ...over } }).map((line) =>
      line.replace('at approvals > school > ', ''),
    );
  const head = { role: 'headteacher', set_by: [] };
  expect(ladder({})).toEqual([]);
  expect(ladder({ rungs: [head], keys_as: 'headteacher' })).toEqual([]);
  expect(ladder({ rungs: [head] })).toEqual(['keys_as: must be one of: headteacher']);
  expect(ladder({ rungs: [head], keys_as: undefined })).toEqual([]);
  expect(ladder({ rungs: [{ ...head, role: 'chair' }], keys_as: 'chair' })).toEqual([
    'keys_as: must be one of: business-manager, headteacher',
  ]);
  expect(ladder({ rungs: [head, head], keys_as: 'headteacher' })).toEqual(['rungs: names a role twice']);
  expect(ladder({ rungs: [] })).toEqual(['rungs: must have 1 entries or more', 'keys_as: must be one of: ']);
  expect(ladder({ rungs: [{ role: 'deputy', set_by: [] }] })).toEqual([
    'rungs > 0 > role: must be one of: business-manager, headteacher, chair',
  ]);
  expect(ladder({ rungs: [{ ...head, usual_pence: -1 }] })).toContain(
    'rungs > 0 > usual_pence: must be 0 or more',
  );
  expect(ladder({ above: undefined })).toEqual(['above: is missing']);
});

test('nobody sets a limit from which their own follows', () => {
  const set = (...rungs: { role: string; set_by: string[] }[]) =>
    mistakes('approvals', { school: { rungs, keys_as: rungs[0]!.role, above: 'governing board' } });
  const [chair, head] = [
    { role: 'chair', set_by: ['headteacher'] },
    { role: 'headteacher', set_by: ['chair'] },
  ];
  expect(set(head!)).toEqual([]);
  expect(set(head!, { ...chair!, set_by: [] })).toEqual([]);
  expect(set(head!, chair!)).toEqual([
    'at approvals > school > rungs > 1 > set_by: a limit is set by those further up, never by headteacher, whose own would follow from it',
  ]);
  expect(set({ ...head!, set_by: ['headteacher'] })).toHaveLength(1);
  expect(set({ ...head!, set_by: ['business-manager'] })).toEqual([
    'at approvals > school > rungs > 0 > set_by > 0: must be one of: headteacher, chair',
  ]);
});
