import { expect, test } from '@jest/globals';
import type { Message } from '#notifications';
import { rowsPerPage, sliceAndOne } from '../../kit/page-number.js';
import { presentMailbox } from './presenter.js';

test('letters that do not fit on the page stand on the next one', () => {
  const letters = Array.from({ length: 2 * rowsPerPage + 1 }, (_, n) => ({
    ...{ messageId: `m${n}`, subject: `Letter ${n}`, address: 'ann@example.org' },
    queuedAt: new Date('2026-11-24T10:00:00Z'),
  })) as unknown as Message[];
  const seen = (number: number) => {
    const { limit, offset } = sliceAndOne(number);
    const { rows, pages } = presentMailbox(letters.slice(offset, offset + limit), number).model;
    return [rows.length, pages.previous?.href ?? null, pages.next?.href ?? null];
  };
  expect([seen(1), seen(2), seen(3)]).toEqual([
    [rowsPerPage, null, '/mailbox?page=2'],
    [rowsPerPage, '/mailbox?page=1', '/mailbox?page=3'],
    [1, '/mailbox?page=2', null],
  ]);
});
