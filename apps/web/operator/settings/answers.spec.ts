import { expect, test } from '@jest/globals';
import { askedSettings, type AskedSetting, type Words } from '#operating-model';
import { Temporal } from '#platform';
import { answersOf } from './answers.js';

const today = Temporal.PlainDate.from('2026-09-01');
const word = { fromOn: '2000-01-01', untilOn: null };
const words: Words = {
  needs: [],
  party_roles: [],
  units: [],
  designations: [
    { ...word, code: 'NLE', label: 'National Leader', leads: true },
    { ...word, code: 'old', label: 'Old Leader', leads: true, untilOn: '2026-08-31' },
    { ...word, code: 'SLE', label: 'Specialist Leader', leads: true },
  ],
  service_types: [
    { ...word, code: 'consultancy', label: 'Consultancy', taxedAs: 'consultancy' },
    { ...word, code: 'training', label: 'Training', taxedAs: 'training', untilOn: '2027-08-31' },
  ],
};
const called = (name: string) => askedSettings.find((one) => one.name === name)!;
const asked = (name: string, held: unknown) => answersOf(called(name), words, held, today);

/** Of each kind of setting, a value, and how it is said. */
const values: Readonly<Record<string, readonly [value: unknown, said: string]>> = {
  'agreements.year_start': [
    { maintained: '04-01', academy: '09-01' },
    'Maintained schools and others that are not academies: 1 April\nAcademies: 1 September',
  ],
  'agreements.notice_days': [60, '60 days'],
  'approvals.school': [
    {
      rungs: [
        { role: 'business-manager', usual_pence: 0, set_by: ['headteacher', 'chair'] },
        { role: 'headteacher', usual_pence: 1_000_050, set_by: [] },
        { role: 'chair', set_by: [] },
      ],
      above: 'governing board',
    },
    'Business manager: nothing alone, unless the headteacher or the chair of governors sets a limit\nHeadteacher: up to £10,000.50 alone\nChair of governors: any amount\nMore than that: your governing board\nAnother system with a key orders nothing',
  ],
  'approvals.authority': [
    {
      rungs: [{ role: 'budget-holder', set_by: ['commissioner'] }],
      keys_as: 'budget-holder',
      above: 'director',
    },
    'Budget holder: any amount, unless the commissioner sets a limit\nMore than that: your director\nAnother system with a key: as the budget holder',
  ],
  'brokerage.match_days': [1, '1 working day'],
  'brokerage.need_weight': [30, '30 points'],
  'credits.earned_months': [18, '18 months'],
  'credits.per_day': [{ NLE: 5500, old: 10_050 }, 'National Leader: 55 credits\nOld Leader: 100.5 credits'],
  'credits.support_is': ['consultancy', 'Consultancy'],
  'funding.most_pence': [1_000_000_000, '£10,000,000'],
  'ledger.giving': ['refused', 'Not allowed'],
};

test('every setting has a form, which gives back what it was shown', () => {
  for (const setting of askedSettings) {
    const [value, said] = values[setting.name] ?? [exampleOf(setting), undefined];
    const answers = answersOf(setting, words, value, today);
    expect([setting.name, answers.read(answers.shown(value))]).toEqual([setting.name, { value }]);
    expect(answers.fields.every(({ label }) => label.length > 2)).toBe(true);
    if (said) expect(answers.said(value)).toBe(said);
  }
});
const exampleOf = ({ question }: AskedSetting): unknown =>
  question.kind === 'number' ? question.most : question.kind === 'one' ? question.options[0]!.value : null;

test.each([
  ['agreements.notice_days', { value: '366' }, 'Notice must be a whole number, from 0 days to 365 days'],
  ['agreements.notice_days', { value: 'sixty' }, 'Notice must be a whole number, from 0 days to 365 days'],
  ['agreements.notice_days', {}, 'Notice must be a whole number, from 0 days to 365 days'],
  ['funding.most_pence', { value: '£0' }, 'Largest fund must be an amount, from £0.01 to £1,000,000,000'],
  ['ledger.giving', { value: 'yes' }, 'Choose one of these'],
  ['credits.support_is', { value: 'training' }, 'Choose one of these'],
])('what %s may not be is said beside it: %j', (name, sent, sentence) => {
  expect(asked(name, values[name]![0]).read(sent)).toEqual({ mistakes: [['value', sentence]] });
});

test('a day of the year is one that every year has', () => {
  const answers = asked('agreements.year_start', values['agreements.year_start']![0]);
  const read = (academy: string) => answers.read({ 'value-maintained': '1 Sep', 'value-academy': academy });
  expect(read('28 february')).toEqual({ value: { maintained: '09-01', academy: '02-28' } });
  for (const wrong of ['29 February', '0 May', '1 Smarch', '04-01', 'May', ''])
    expect(read(wrong)).toEqual({
      mistakes: [['value-academy', 'Academies: enter a day up to the 28th of a month, like 1 April']],
    });
});

test('a designation that is left empty has no rate; one that has ended and a rate keeps its field', () => {
  const answers = asked('credits.per_day', { old: 100 });
  expect(answers.fields.map(({ label }) => label)).toEqual([
    'National Leader',
    'Old Leader',
    'Specialist Leader',
  ]);
  expect(asked('credits.per_day', {}).fields).toHaveLength(2);
  expect(answers.read({ 'value-NLE': '55.5', 'value-old': '', 'value-SLE': '' })).toEqual({
    value: { NLE: 5550 },
  });
  expect(answers.read({ 'value-NLE': '1.234', 'value-old': '-1' })).toEqual({
    mistakes: [
      ['value-NLE', 'National Leader must be an amount, from 0 credits to 100,000 credits'],
      ['value-old', 'Old Leader must be an amount, from 0 credits to 100,000 credits'],
    ],
  });
});

const sent = {
  'business-manager-may': 'limit',
  'business-manager-limit': '500',
  'business-manager-set_by': ['headteacher'],
  'headteacher-may': 'any',
  'chair-may': 'nothing',
  keys_as: 'headteacher',
  above: 'governing board',
};
test('a ladder is read role by role, from the first rung up', () => {
  const answers = asked('approvals.school', values['approvals.school']![0]);
  expect(answers.read(sent)).toEqual({
    value: {
      rungs: [
        { role: 'business-manager', usual_pence: 50_000, set_by: ['headteacher'] },
        { role: 'headteacher', set_by: [] },
      ],
      keys_as: 'headteacher',
      above: 'governing board',
    },
  });
  for (const [over, field, sentence] of [
    [{ 'chair-may': '' }, 'chair-may', 'Choose how much the chair of governors approves alone'],
    [
      { 'business-manager-limit': '' },
      'business-manager-limit',
      'The limit of the business manager must be an amount, from £0 to £1,000,000,000',
    ],
    [{ keys_as: 'chair' }, 'keys_as', 'Choose someone who approves something, or nobody'],
    [
      { 'business-manager-may': 'nothing', keys_as: 'business-manager' },
      'keys_as',
      'Choose someone who approves something, or nobody',
    ],
    [{ above: 'x' }, 'above', 'Say in 3 to 60 characters who is asked'],
    [{ 'business-manager-set_by': ['broker'] }, 'business-manager-set_by', 'Choose from these'],
    [{ 'headteacher-set_by': ['headteacher'] }, 'headteacher-set_by', 'Choose from these'],
    [
      { 'business-manager-may': 'nothing', 'headteacher-may': 'nothing', keys_as: 'nobody' },
      'business-manager-may',
      'Someone must approve: choose at least one role that does',
    ],
  ] as const)
    expect(answers.read({ ...sent, ...over })).toEqual({ mistakes: [[field, sentence]] });
});

test('a ladder in an order of its own keeps it', () => {
  const value = {
    rungs: [
      { role: 'chair', usual_pence: 100, set_by: ['headteacher'] },
      { role: 'headteacher', set_by: [] },
    ],
    above: 'governing board',
  };
  const answers = asked('approvals.school', value);
  expect(answers.fields.flatMap(({ heading }) => heading ?? []).slice(0, 3)).toEqual([
    'Chair of governors',
    'Headteacher',
    'Business manager',
  ]);
  expect(answers.read(answers.shown(value))).toEqual({ value });
});
