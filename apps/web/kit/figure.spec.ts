import { expect, test } from '@jest/globals';
import { figure } from './figure.js';

const data = {
  title: 'Days <used>',
  description: 'Days used each month by "Elm & Oak".',
  kind: 'stacked',
  of: 'Month',
  categories: ['April', 'May'],
  series: [
    { name: 'Used', values: [1, 2.5] },
    { name: 'Left', values: [4, 2.5] },
  ],
} as const;

test('a figure is a picture with a name, and the table of its numbers', async () => {
  const { svg, columns, rows } = await figure({ ...data, format: (value) => `${value} days` });
  expect(String(svg)).toMatch(
    /^<svg[^>]* role="img" aria-label="Days &#60;used&#62;. Days used each month by &#34;Elm &#38; Oak&#34;.">/,
  );
  expect(columns).toEqual([
    { text: 'Month' },
    { text: 'Used', numeric: true },
    { text: 'Left', numeric: true },
  ]);
  expect(rows).toEqual([
    ['April', '1 days', '4 days'],
    ['May', '2.5 days', '2.5 days'],
  ]);
});

test('it carries no styles, which the content security policy would drop', async () => {
  for (const kind of ['bars', 'stacked', 'lines'] as const) {
    const { svg } = await figure({ ...data, kind });
    expect(String(svg)).not.toMatch(/style|<script/);
    expect(String(svg)).toContain('#12436d');
  }
});
