import { expect, test } from '@jest/globals';
import { readForm } from '../../kit/form.js';
import { DecisionForm } from './form.js';

test('a form that names no decision decides nothing', () => {
  expect(readForm(DecisionForm, {})).toMatchObject({
    ok: false,
    form: { errors: { decision: { text: 'Choose to approve or to decline' } } },
  });
  expect(readForm(DecisionForm, { decision: 'approve' })).toMatchObject({ ok: true });
});
