import { expect, test } from '@jest/globals';
import { newId } from '#platform';
import { readForm } from '../../kit/form.js';
import { ProposeForm } from './form.js';

test('whoever leads is proposed by any word of the operator’s own', () => {
  const read = (designation: string) =>
    readForm(ProposeForm, {
      transferId: newId(),
      practitioner: `${newId()} ${designation}`,
      reason: 'Has led a school like it.',
    }).ok;
  expect(['LLE', 'lead-head', 'Mentor'].map(read)).toEqual([true, true, true]);
  expect(['', 'L', 'two words', '1st'].map(read)).toEqual([false, false, false, false]);
});
