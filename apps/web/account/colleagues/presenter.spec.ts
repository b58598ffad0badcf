import { expect, test } from '@jest/globals';
import { blankForm } from '../../kit/form.js';
import { limitSaid, presentColleagues, presentLimit } from './presenter.js';

test('nobody is sent to set a limit of their own', () => {
  const changes = (own: boolean) =>
    presentColleagues([], [], [{ role: 'business-manager', pence: 0n, days: 30, own }]).model.limits.map(
      ({ href }) => href,
    );
  expect([changes(false), changes(true)]).toEqual([['/colleagues/limits/business-manager'], [null]]);
});

test('an authority’s role earmarks, and a school’s orders, up to its limit', () => {
  const said = (role: 'budget-holder' | 'business-manager') => {
    const limit = { role, pence: 50_000n, days: 30 };
    const { title, model } = presentLimit(limit, blankForm());
    const { limitsTitle } = presentColleagues([], [], [{ ...limit, own: false }]).model;
    return [title, model.now, model.hint, limitsTitle, limitSaid({ ...limit, pence: 0n })];
  };
  expect(said('budget-holder')).toEqual([
    'How much may your budget holder earmark alone?',
    'At present your budget holder earmarks up to £500.00 in 30 days without asking.',
    'In any 30 days together. Enter 0 where somebody else earmarks everything.',
    'What may be earmarked without asking',
    'your budget holder earmarks nothing alone',
  ]);
  expect(said('business-manager')).toEqual([
    'How much may your business manager order alone?',
    'At present your business manager orders up to £500.00 in 30 days without asking.',
    'Before VAT, in any 30 days together. Enter 0 where every order needs approval.',
    'What may be ordered without asking',
    'your business manager prepares orders, and each is approved by somebody else',
  ]);
});
