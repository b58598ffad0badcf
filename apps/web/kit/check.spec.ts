import { expect, test } from '@jest/globals';
import { confirmPage, toSummary } from './check.js';
import { blankForm, mistaken } from './form.js';
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

test('a gap in what was written costs no more than its length', () => {
  const rows = toSummary([{ key: 'Report', value: `Agreed:\n${' '.repeat(100_000)}reading` }]);
  const before = process.cpuUsage();
  expect(render('govuk/components/summary-list/template.njk', { params: { rows } })).toContain(
    '  reading</dd>',
  );
  expect(process.cpuUsage(before).user).toBeLessThan(1_000_000);
});

test('what can no longer be called off is not asked about again', () => {
  const asked = (form = blankForm()) => {
    const { template, title, model } = confirmPage('Call this visit off?', {
      ...{ rows: [], then: 'Half a day goes back.', action: '/visits/1/cancellation' },
      ...{ button: 'Call it off', keep: 'Keep the visit', keepHref: '/visits/1' },
    });
    return render(template, { title, model, form, layout: {} });
  };
  for (const words of ['Half a day goes back.', 'Call it off', 'Keep the visit']) {
    expect(asked()).toContain(words);
    expect(asked(mistaken(blankForm(), 'confirm', 'This visit was called off.'))).not.toContain(words);
  }
  expect(asked(mistaken(blankForm(), 'confirm', 'This visit was called off.'))).toMatch(
    /id="confirm"[^>]*><a [^>]*href="\/visits\/1"/,
  );
});
