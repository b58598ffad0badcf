import { expect, test } from '@jest/globals';
import { newId, type Database, type Failures, type Tx } from '#platform';
import { untilNoneIsDue } from './each-due.js';

test('what cannot be done is read once in a run; what fails in it keeps no other waiting', async () => {
  const [before, bad, good] = [newId(), newId(), newId()];
  const left = new Set([before, bad, good]);
  const waiting = [before];
  const asked: string[] = [];
  const failures = {
    ripe: async () => [],
    waiting: async () => (asked.push('waiting'), [...waiting]),
    record: async (_: Tx, { subjectId }: { subjectId: string }) => void waiting.push(subjectId),
    solved: async () => undefined,
  } as unknown as Failures;
  const db = { tx: (_: unknown, fn: (tx: Tx) => unknown) => fn({} as Tx) } as unknown as Database;
  const actor = { operatorId: newId() } as Parameters<typeof untilNoneIsDue>[0]['actor'];
  await untilNoneIsDue(
    { processor: { db, failures }, actor, work: 'test' },
    // One at a time: the one after a failure comes only when that is left out.
    async (_, except) =>
      [...left]
        .filter((id) => !except.includes(id))
        .slice(0, 1)
        .map((id) => ({ id })),
    async (_, due) => {
      if (due.some(({ id }) => id === bad)) throw new Error('Not this one');
      for (const { id } of due) left.delete(id);
    },
  );
  expect([...left]).toEqual([before, bad]);
  expect(asked).toEqual(['waiting']);
});
