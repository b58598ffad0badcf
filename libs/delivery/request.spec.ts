import { expect, test } from '@jest/globals';
import { reasonOf } from './request.js';

test('why support is declined is kept without spaces around it, in 3 to 500 characters, or left out', () => {
  for (const unsaid of [undefined, '', '  ']) expect(reasonOf(unsaid)).toBeNull();
  for (const said of ['Ill', 'x'.repeat(500)]) expect(reasonOf(` ${said} `)).toBe(said);
  for (const wrong of ['no', ' no ', 'x'.repeat(501)])
    expect(() => reasonOf(wrong)).toThrow(expect.objectContaining({ code: 'delivery.reason' }));
});
