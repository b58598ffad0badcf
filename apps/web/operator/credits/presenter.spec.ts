import { expect, test } from '@jest/globals';
import type { Member } from '#insight';
import { newId, Temporal } from '#platform';
import type { Figure } from '../../kit/figure.js';
import { blankForm, mistaken, readForm } from '../../kit/form.js';
import { ChangeForm } from './form.js';
import {
  correctionField,
  presentChange,
  presentChangeCheck,
  presentCredits,
  presentSchoolChoice,
  type CreditsFacts,
} from './presenter.js';

const school = {
  schoolId: 's',
  name: 'Mallowbrook',
  available: 12_000n,
  purposes: [{ code: 'training', label: 'Training', fromOn: '2020-01-01', untilOn: null }],
};
const today = Temporal.PlainDate.from('2026-11-24');
const change = { transferId: 't', amount: '', reason: 'Counted twice' };

test('a town that is called as its authority is said once', () => {
  const found = [
    { name: 'Mallowbrook', town: 'Warrington', la: 'Warrington', urn: '800051' },
    { name: 'Ferndale', town: 'Lymm', la: 'Warrington', urn: null },
  ] as unknown as Member[];
  expect(
    presentSchoolChoice('m', { shown: found, more: false }).model.schools.map(({ note }) => note),
  ).toEqual(['Warrington, URN 800051', 'Lymm, Warrington']);
});

test('whoever changes credits sees what the school has then', () => {
  const then = (kind: 'add' | 'take') =>
    presentChangeCheck(school, { ...change, kind }, kind === 'take' ? -2_000n : 2_000n, blankForm()).model;
  expect(JSON.stringify(then('take'))).toContain('100 credits, now 120 credits');
  expect(JSON.stringify(then('add'))).toContain('140 credits, now 120 credits');
});

test('what granted credits may be spent on is chosen from the operator’s words, and read back', () => {
  const form = blankForm({ restriction: ['training'] });
  const most = { left: 8_000n, most: 20_000n, days: 365 };
  expect(presentChange(school, most, form).model.purposes).toEqual([
    { value: 'training', text: 'Training', checked: true },
  ]);
  const read = (restriction?: string[]) =>
    JSON.stringify(
      presentChangeCheck(school, { ...change, kind: 'grant', ...(restriction && { restriction }) }, 1n, form)
        .model,
    );
  expect(read(['training'])).toContain('{"key":{"text":"To spend on"},"value":{"text":"Training"}}');
  // Whoever confirms sends each of them again.
  expect(read(['training'])).toContain('"hidden":[{"name":"restriction","value":"training"}]');
  const ticked = { transferId: newId(), kind: 'grant', amount: '20', restriction: ['training', 'services'] };
  const several = readForm(ChangeForm, { ...change, ...ticked });
  expect(several).toMatchObject({ ok: true, data: { restriction: ['training', 'services'] } });
  expect(read()).toContain('"Anything"');
  expect(read([])).toContain('"Anything"');
});

test('whoever grants credits reads first how many need no second person', () => {
  const hint = (left: bigint) =>
    presentChange(school, { left, most: 20_000n, days: 365 }, blankForm()).model.kinds[0]!.hint.text;
  expect([hint(8_000n), hint(0n)]).toEqual([
    'For something outside a plan, such as a prize or a reimbursement. At once, up to 80 credits more; beyond that correct by adding credits.',
    'For something outside a plan, such as a prize or a reimbursement. No more are granted to this school at once for now: correct by adding credits.',
  ]);
});

test('what corrections changed in a month stands beside what was granted and spent', () => {
  const month = { month: today, granted: 500n, earned: 0n, given: 0n, spent: 100n, expired: 0n };
  const facts = {
    totals: { inIssue: 0n, held: 0n, granted: 0n, earned: 0n, spent: 0n, expiring: 0n },
    months: [{ ...month, corrected: -150_000n, inIssue: 250n }],
    adjustments: [],
  } as unknown as CreditsFacts;
  expect(presentCredits(facts, {} as Figure).model.months).toEqual([
    ['Nov 2026', '5', '0', '1', '0', '−1,500', '2.5'],
  ]);
});

test('a correction that cannot be approved says why where it stands', () => {
  const facts = {
    totals: { inIssue: 0n, held: 0n, granted: 0n, earned: 0n, spent: 0n, expiring: 0n },
    months: [],
    adjustments: [
      {
        adjustmentId: 'a',
        schoolId: 's',
        amount: -100n,
        proposedAt: Temporal.Instant.fromEpochMilliseconds(0),
      },
    ],
    names: new Map(),
    personId: null,
  } as unknown as CreditsFacts;
  const form = mistaken(blankForm(), correctionField('a'), 'There is not enough left for this.');
  const { model, options } = presentCredits(facts, {} as Figure, form);
  expect(model.adjustments).toMatchObject([
    { id: 'correction-a', error: 'There is not enough left for this.' },
  ]);
  expect(options.form!.errorList[0]!.href).toBe('#correction-a');
});
