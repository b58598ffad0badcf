import { expect, test } from '@jest/globals';
import { toSummary } from './check.js';
import { render } from './renderer.js';

test('what was written on several lines is checked on several', () => {
  expect(
    toSummary([
      { key: 'Day', value: '3 March' },
      { key: 'Report', value: 'Agreed:\n- reading' },
    ]).map(({ value }) => value),
  ).toEqual([{ text: '3 March' }, { text: 'Agreed:\n- reading', classes: 'mt-letter' }]);
});

test('what was written on several lines begins where what was written on one does', () => {
  const rows = toSummary([{ key: 'Report', value: 'Agreed:\n  - reading' }]);
  expect(render('govuk/components/summary-list/template.njk', { params: { rows } })).toContain(
    'mt-letter">Agreed:\n  - reading</dd>',
  );
});
