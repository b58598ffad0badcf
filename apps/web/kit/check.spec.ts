import { expect, test } from '@jest/globals';
import { toSummary } from './check.js';

test('what was written on several lines is checked on several', () => {
  expect(
    toSummary([
      { key: 'Day', value: '3 March' },
      { key: 'Report', value: 'Agreed:\n- reading' },
    ]).map(({ value }) => value),
  ).toEqual([{ text: '3 March' }, { text: 'Agreed:\n- reading', classes: 'mt-letter' }]);
});
