import { expect, test } from '@jest/globals';
import type { JournalRule } from '#invoicing';
import { Temporal } from '#platform';
import { blankForm } from '../../kit/form.js';
import { presentRule } from './presenter.js';

const rule = (startsOn: string, journalled: boolean) =>
  ({
    typeCode: '14',
    journalled,
    startsOn: Temporal.PlainDate.from(startsOn),
    source: 'Our auditor',
  }) as JournalRule;

test('of two rules for one day the one that does not hold says so', () => {
  const rules = [rule('2026-12-24', false), rule('2026-12-24', true), rule('2000-01-01', false)];
  expect(presentRule(rules, '14', blankForm()).model.history.map(({ does, from }) => [does, from])).toEqual([
    ['Invoice', 'From 24 December 2026'],
    ['Journal', 'From 24 December 2026, replaced by the line above'],
    ['Invoice', 'From the start'],
  ]);
});
