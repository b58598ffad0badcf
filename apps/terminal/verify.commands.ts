import { checks } from './checks.js';
import type { Commands } from './commands.js';

/** `middletier verify`: proves the books of a whole database, every operator's, and names the first rows that offend. */
export const verifyCommands: Commands = (program, withDatabase) => {
  program
    .command('verify')
    .description('Prove the books: every check over every operator; names the first offending rows.')
    .action(() =>
      withDatabase(async (db) => {
        let failed = 0;
        for (const { name, findings } of checks) {
          const started = performance.now();
          const found = await db.systemTx(`verify: ${name}`, (tx) => findings(tx));
          console.log(
            `${found.length ? '✗' : '✓'} ${name} (${((performance.now() - started) / 1000).toFixed(1)} s)`,
          );
          for (const sentence of found) console.log(`    ${sentence}`);
          failed += found.length ? 1 : 0;
        }
        console.log(
          failed ? `${failed} of ${checks.length} checks failed.` : `All ${checks.length} checks hold.`,
        );
        if (failed) process.exitCode = 1;
      }),
    );
};
