import { expect, test } from '@jest/globals';
import { Temporal } from '#platform';

test('two days are equal when they are the same day', () => {
  const [one, same, other] = ['2026-09-01', '2026-09-01', '2026-09-02'].map((day) =>
    Temporal.PlainDate.from(day),
  );
  expect({ on: one }).toEqual({ on: same });
  expect({ on: one }).not.toEqual({ on: other });
  expect({ on: one }).not.toMatchObject({ on: other });
  expect([one]).not.toEqual([Temporal.PlainDateTime.from('2026-09-01T00:00')]);
  expect(one).not.toEqual({});
  expect(Temporal.Instant.from('2026-09-01T09:00:00Z')).not.toEqual(
    Temporal.Instant.from('2026-09-01T09:00:01Z'),
  );
});
