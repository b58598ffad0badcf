import { expect, test } from '@jest/globals';
import { Refusal } from '#platform';
import { presentRefusal, withWritten } from './error.presenter.js';

test('whatever was wrong with a form, what was written in it is shown to be copied', () => {
  const shown = presentRefusal(new Refusal('platform.forbidden', 'Not you.', 'forbidden'), 'r');
  const report = 'We looked at reading in Year 2,\nand agreed what comes next.';
  const written = (body: unknown) => withWritten(shown, body).model.written;
  expect(written({ report, day: '2027-05-12', transferId: 'f'.repeat(40), other: [report] })).toEqual([
    report,
  ]);
  expect(written({ password: 'a long phrase that only one person in the world knows' })).toEqual([]);
  for (const body of [undefined, null, 'text', []]) expect(written(body)).toEqual([]);
  expect(withWritten(shown, {}).options).toEqual({ status: 403 });
});
