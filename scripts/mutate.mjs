// `npm run mutate [context …]` changes the rules and the facades that move money, a little at a time, and sees whether a
// test notices. Prints each context's score and every change that went unnoticed, and fails below the score owed.
import { rmSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Stryker } from '@stryker-mutator/core';
import { build } from './build.mjs';

/** Per cent of the changes that the tests must notice, all contexts together. */
const owed = 80;
/** Contexts whose rules and facades move money, days, credits or places, each judged by its own specs. */
const contexts = [
  'agreements',
  'catalogue',
  'delivery',
  'funding',
  'identity',
  'invoicing',
  'ledger',
  'platform',
];
/** Of identity and platform only what decides about money: the rest is sign-in and plumbing. */
const only = { identity: ['limits'], platform: ['quantity'] };
/** Declarations and SQL for pages: nothing there decides. */
const undecided =
  '{*.spec,*.entity,*.module,*.repository,*.queries,*.model,*.player,events,index,jobs,refusals,checks}.ts';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
process.chdir(root);
await build();
const { default: startServer, stop } = await import('../dist/libs/testing/server.js');
await startServer(); // One migrated PostgreSQL for the whole run; its address is in the environment of every test.

const asked = process.argv.slice(2);
const scores = [];
try {
  for (const context of contexts.filter((name) => !asked.length || asked.includes(name))) {
    const mutants = await new Stryker(options(context)).runMutationTest();
    scores.push({ context, ...score(mutants) });
  }
} finally {
  await stop();
  rmSync('.stryker-tmp', { recursive: true, force: true });
}
const all = scores.flatMap(({ decided }) => decided);
for (const { survivors } of scores) {
  for (const { fileName, location, replacement, status } of survivors)
    console.log(
      `${relative(root, fileName)}:${location.start.line} ${status === 'Survived' ? 'survived' : 'not tested'} -> ${replacement.replace(/\s+/g, ' ').slice(0, 100)}`,
    );
}
for (const { context, decided } of scores) console.log(`${context.padEnd(12)} ${line(decided)}`);
console.log(`${'all'.padEnd(12)} ${line(all)}; owed ${owed} %`);
process.exitCode = percent(all) >= owed ? 0 : 1;

function options(context) {
  return {
    mutate: only[context]
      ? only[context].map((name) => `libs/${context}/${name}.ts`)
      : [`libs/${context}/*.ts`, `!libs/${context}/${undecided}`],
    // A sentence or a statement of SQL made empty is no change of a rule; the database would refuse the latter at once.
    mutator: { excludedMutations: ['StringLiteral'] },
    // Mutants live in the TypeScript; the sandbox is compiled once with all of them switched off.
    symlinkNodeModules: false,
    buildCommand: 'swc apps libs test -d dist --copy-files --quiet',
    ignorePatterns: ['dist', '.data', 'docs', 'docker', 'mutation', 'coverage'],
    testRunner: 'jest',
    testRunnerNodeArgs: ['--experimental-vm-modules', '--no-warnings'],
    jest: {
      projectType: 'custom',
      enableFindRelatedTests: false,
      config: {
        rootDir: 'dist',
        testMatch: [`<rootDir>/libs/${context}/**/*.spec.js`],
        transform: {},
        testTimeout: 60_000,
      },
    },
    coverageAnalysis: 'perTest',
    concurrency: 2,
    timeoutMS: 30_000,
    reporters: ['progress-append-only', 'html'],
    htmlReporter: { fileName: `mutation/${context}.html` },
    allowEmpty: true,
  };
}

function score(mutants) {
  const decided = mutants.filter(({ status }) =>
    ['Killed', 'Timeout', 'Survived', 'NoCoverage'].includes(status),
  );
  return {
    decided,
    survivors: decided.filter(({ status }) => status === 'Survived' || status === 'NoCoverage'),
  };
}
function percent(decided) {
  const noticed = decided.filter(({ status }) => status === 'Killed' || status === 'Timeout').length;
  return decided.length ? (noticed / decided.length) * 100 : 100;
}
function line(decided) {
  return `${percent(decided).toFixed(1).padStart(5)} % of ${decided.length} changes noticed`;
}
