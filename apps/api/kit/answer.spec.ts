import { expect, test } from '@jest/globals';
import { Temporal } from '#platform';
import { answer } from './answer.js';
import { Amount, Day, Moment, TextList, Words } from './fields.js';
import { toQuantity, type Quantity } from './quantity.js';

class Short {
  @Words() title: string;
  @Day({ nullable: true }) endsOn: string | null;
}
class Long extends Short {
  @Moment() at: string;
  @Amount({ unit: 'GBP' }) price: Quantity;
  @Amount() balance: Quantity;
  @TextList() needs: string[];
}
const row = {
  title: 'Silver',
  endsOn: Temporal.PlainDate.from('2027-03-31'),
  at: Temporal.Instant.from('2026-09-01T09:00:00Z'),
  price: 425_000n,
  balance: toQuantity(3n, 'PLACE'),
  needs: ['hr'] as readonly string[],
  bank: 'nobody declared it',
};

test('an answer is the fields that its class names, and nothing else of the row', () => {
  expect(answer(Long, row)).toEqual({
    title: 'Silver',
    endsOn: '2027-03-31',
    at: '2026-09-01T09:00:00Z',
    price: { value: 425_000, unit: 'GBP' },
    balance: { value: 3, unit: 'PLACE' },
    needs: ['hr'],
  });
  expect(answer(Short, { ...row, endsOn: null })).toEqual({ title: 'Silver', endsOn: null });
});

test('an amount without a unit is a mistake of ours, not a guess', () => {
  expect(() => answer(Long, { ...row, balance: 3n })).toThrow('Of balance nobody says in which unit it is');
});
