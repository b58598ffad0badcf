import { expect, test } from '@jest/globals';
import { readyForPhones } from './tables.js';

const table = `<p>Before</p><table class="govuk-table mt-small">
<caption class="govuk-table__caption">What</caption>
<thead class="govuk-table__head"><tr class="govuk-table__row"><th scope="col" class="h">School</th><th scope="col">He said "so" &amp; <b>left</b></th><th scope="col">Empty</th></tr></thead>
<tbody><tr class="govuk-table__row"><th scope="row" class="h"><a href="/x">Elm</a></th><td class="c">&lt;td&gt; <span>note</span></td><td></td></tr>
<tr class="govuk-table__row"><th scope="row" colspan="2">Total</th><td class="c">£3</td></tr></tbody></table><p>After</p>`;

test('each cell says its column’s name and each part its role; totals and empty cells have no label to show', () => {
  const html = readyForPhones(table);
  expect(html).toContain('<table role="table" class="govuk-table mt-small">');
  expect(html.match(/role="rowgroup"/g)).toHaveLength(2);
  expect(html.match(/role="columnheader"/g)).toHaveLength(3);
  expect(html).toContain(
    '<th role="rowheader" data-label="School" scope="row" class="h"><div><a href="/x">Elm</a></div></th>' +
      '<td role="cell" data-label="He said &quot;so&quot; &amp; left" class="c"><div>&lt;td&gt; <span>note</span></div></td>' +
      '<td role="cell" data-label="Empty"></td>',
  );
  expect(html).toContain(
    '<tr role="row" class="mt-total govuk-table__row"><th role="rowheader" scope="row" colspan="2"><div>Total</div></th><td role="cell" class="c"><div>£3</div></td></tr>',
  );
  expect(html.startsWith('<p>Before</p>') && html.endsWith('<p>After</p>')).toBe(true);
});

test('a page without a table is left as it is', () => {
  expect(readyForPhones('<p>govuk-table</p>')).toBe('<p>govuk-table</p>');
});
