import { expect, test } from '@jest/globals';
import { blankForm } from '../../kit/form.js';
import { presentLimit } from './presenter.js';

test('an authority’s role earmarks, and a school’s orders, up to its limit', () => {
  const said = (role: 'budget-holder' | 'business-manager') => {
    const { title, model } = presentLimit({ role, pence: 50_000n, days: 30 }, blankForm());
    return [title, model.now];
  };
  expect(said('budget-holder')).toEqual([
    'How much may your budget holder earmark alone?',
    'At present your budget holder earmarks up to £500.00 in 30 days without asking.',
  ]);
  expect(said('business-manager')).toEqual([
    'How much may your business manager order alone?',
    'At present your business manager orders up to £500.00 in 30 days without asking.',
  ]);
});
