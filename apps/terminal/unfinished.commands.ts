import { InvalidArgumentError } from 'commander';
import { Failures, jobActor, Operators, type Tx } from '#platform';
import { UnfinishedWork } from '#insight';
import type { Commands } from './commands.js';

/** `middletier unfinished`: what did not happen, of every operator, and a way to have it tried again. */
export const unfinishedCommands: Commands = (program, withDatabase) => {
  program
    .command('unfinished')
    .option('--try-again', 'have all of it tried again now')
    .option('--limit <number>', 'the longest waiting of each operator, so many at most', atMost, 50)
    .description('what should have happened by itself and did not, with the reason')
    .action(({ tryAgain, limit }: { tryAgain?: boolean; limit: number }) =>
      withDatabase(async (db, config) => {
        const failures = new Failures(config);
        const operators = await db.systemTx('what did not happen', (tx) => new Operators().all(tx));
        for (const { operatorId, slug } of operators) {
          await db.tx(jobActor(operatorId, 'terminal'), async (tx) => {
            const found = await new UnfinishedWork(failures).list(tx, { limit: limit + 1 });
            for (const one of found.slice(0, limit)) {
              const about = [one.school, one.about ?? one.entityId].filter(Boolean).join(', ');
              console.log(
                `${slug}\t${one.work}\t${about}\tsince ${one.since.toISOString()}\ttried ${one.attempts}\t${one.reason}`,
              );
            }
            if (found.length > limit)
              console.log(`${slug}\tand more, which --limit ${Math.min(limit * 10, mostShown)} shows`);
            if (tryAgain) await tryAll(tx, failures);
          });
        }
      }),
    );
};

const mostShown = 9999;

/** Each reason once: what failed for one reason at the same work is tried again together. */
async function tryAll(tx: Tx, failures: Failures): Promise<void> {
  const tried = new Set<string>();
  for (let offset = 0; ; offset += mostShown) {
    const page = await failures.list(tx, { limit: mostShown, offset });
    for (const { failureId, work, reason } of page) {
      if (tried.has(`${work} ${reason}`)) continue;
      tried.add(`${work} ${reason}`);
      await failures.tryAgain(tx, failureId);
    }
    if (page.length < mostShown) return;
  }
}

function atMost(text: string): number {
  if (!/^[1-9]\d{0,3}$/.test(text)) throw new InvalidArgumentError('Give a number from 1 to 9999.');
  return Number(text);
}
