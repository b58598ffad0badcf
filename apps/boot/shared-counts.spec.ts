import { AsyncLocalStorage } from 'node:async_hooks';
import { expect, jest, test } from '@jest/globals';
import { SharedCounts, type CountStore } from './shared-counts.js';

// At the beginning of a minute, so that none turns in the middle of a test.
jest.useFakeTimers({ now: 0 });

/** A store in memory, as all processes see it. */
function store(): CountStore & { asked: number; away: boolean; seen: Map<string, number> } {
  const seen = new Map<string, number>();
  return {
    asked: 0,
    away: false,
    seen,
    add(minute, counts) {
      this.asked++;
      if (this.away) return Promise.reject(new Error('away'));
      const totals = new Map<string, number>();
      for (const [asker, count] of counts) {
        const key = `${minute} ${asker}`;
        seen.set(key, (seen.get(key) ?? 0) + count);
        totals.set(asker, seen.get(key)!);
      }
      return Promise.resolve(totals);
    },
    close: () => Promise.resolve(),
  };
}
const ask = (counts: SharedCounts, asker: string, max = 10): number => {
  let answer = 0;
  counts.incr(asker, (_, result) => (answer = result!.current), 60_000, max);
  return answer;
};

test('what two processes counted is one count, and each asker is counted alone', async () => {
  const shared = store();
  const [one, other] = [new SharedCounts(shared, 100), new SharedCounts(shared, 100)];
  for (let times = 0; times < 6; times++) ask(one, 'a');
  for (let times = 0; times < 3; times++) ask(other, 'a');
  await jest.advanceTimersByTimeAsync(600);
  expect([ask(one, 'a') + 0, ask(other, 'a'), ask(other, 'b')]).toEqual([7, 10, 1]);
  await jest.advanceTimersByTimeAsync(600);
  expect(ask(one, 'a')).toBe(11);
});

test('a flood is not counted beyond the limit, and costs the store nothing', async () => {
  const shared = store();
  const counts = new SharedCounts(shared, 100);
  for (let times = 0; times < 10_000; times++) ask(counts, 'a');
  await jest.advanceTimersByTimeAsync(5000);
  for (let times = 0; times < 10_000; times++) expect(ask(counts, 'a')).toBe(11);
  await jest.advanceTimersByTimeAsync(5000);
  expect([shared.asked, [...shared.seen.values()]]).toEqual([1, [11]]);
});

test('while the store is away each process counts alone; a new minute begins at nothing', async () => {
  const shared = store();
  let now = 60_000;
  const counts = new SharedCounts(shared, 100, () => now);
  shared.away = true;
  for (let times = 0; times < 5; times++) ask(counts, 'a');
  await jest.advanceTimersByTimeAsync(600);
  expect(ask(counts, 'a')).toBe(6);
  now += 60_000;
  expect(ask(counts, 'a')).toBe(1);
});

test('a flood from many addresses fills no memory: the newest are remembered', () => {
  const counts = new SharedCounts(store(), 3);
  for (const asker of ['a', 'a', 'b', 'c']) ask(counts, asker);
  expect(ask(counts, 'a')).toBe(3);
  ask(counts, 'd');
  expect([ask(counts, 'c'), ask(counts, 'a')]).toEqual([2, 1]);
});

test('what is shared is of no request, whichever set it going', async () => {
  const request = new AsyncLocalStorage<string>();
  const of: unknown[] = [];
  const watched = { ...store(), add: () => Promise.resolve((of.push(request.getStore()), new Map())) };
  const counts = new SharedCounts(watched, 100);
  await request.run('a request', async () => {
    ask(counts, 'a');
    await jest.advanceTimersByTimeAsync(600);
  });
  expect(of).toEqual([undefined]);
});
