// `npm run mutate [context | context/file …]` changes the rules and the facades that move money, a little at a time, and
// sees whether a test notices. Prints each file's score and every change that went unnoticed, and fails below the score owed.
import { existsSync, readdirSync, rmSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Stryker } from '@stryker-mutator/core';
import { build } from './build.mjs';

/** Per cent of the changes that the tests must notice, all files together. */
const owed = 80;
/** Contexts whose rules and facades move money, days, credits or places. */
const contexts = [
  'agreements',
  'catalogue',
  'delivery',
  'entitlements',
  'funding',
  'identity',
  'invoicing',
  'ledger',
  'operating-model',
  'platform',
];
/** Of identity and platform only what decides about money: the rest is sign-in and plumbing. */
const only = { identity: ['limits', 'rungs'], platform: ['quantity'] };
/** Declarations and SQL for pages: nothing there decides. */
const undecided =
  /\.(spec|entity|module|repository|queries|model|player|csv)\.ts$|^(events|index|jobs|refusals|checks)\.ts$/;
/** Minutes of load and kills, which prove other things. */
const slow = /^(concurrent|crash|histories)\./;

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
process.chdir(root);
await build();
const { default: startServer, stop } = await import('../dist/libs/testing/server.js');
await startServer(); // One migrated PostgreSQL for the whole run; its address is in the environment of every test.

const asked = process.argv.slice(2);
const scores = [];
try {
  for (const [context, name] of contexts.flatMap(filesOf)) {
    if (asked.length && !asked.includes(context) && !asked.includes(`${context}/${name}`)) continue;
    const mutants = await new Stryker(options(context, name)).runMutationTest();
    const { decided, survivors } = score(mutants);
    scores.push({ file: `${context}/${name}`, decided });
    // At once: a long run that ends before its time has said what it knew.
    for (const survivor of survivors) console.log(unnoticed(survivor));
    console.log(`${`${context}/${name}`.padEnd(28)} ${line(decided)}`);
  }
} finally {
  await stop();
  rmSync('.stryker-tmp', { recursive: true, force: true });
}
const all = scores.flatMap(({ decided }) => decided);
for (const { file, decided } of scores) console.log(`${file.padEnd(28)} ${line(decided)}`);
console.log(`${'all'.padEnd(28)} ${line(all)}; owed ${owed} %`);
process.exitCode = percent(all) >= owed ? 0 : 1;

/** The files of a context that decide. */
function filesOf(context) {
  const names = readdirSync(`libs/${context}`).filter(
    (file) => file.endsWith('.ts') && !undecided.test(file),
  );
  return names
    .map((file) => [context, file.slice(0, -'.ts'.length)])
    .filter(([, name]) => only[context]?.includes(name) ?? true);
}
/**
 * `courses.ts` is judged by `courses.spec.ts`, `courses.db.spec.ts` and `courses-….spec.ts`, beside it or in
 * `test/rules/<context>`; a file without one by all specs of its context there.
 */
function judges(context, name) {
  const specs = [`libs/${context}`, `test/rules/${context}`].flatMap((folder) =>
    existsSync(folder)
      ? readdirSync(folder)
          .filter((file) => file.endsWith('.spec.ts') && !slow.test(file))
          .map((file) => ({ file, path: `<rootDir>/${folder}/${file.replace(/ts$/, 'js')}` }))
      : [],
  );
  const own = specs.filter(({ file }) => file.startsWith(`${name}.`) || file.startsWith(`${name}-`));
  return (own.length ? own : specs).map(({ path }) => path);
}

function options(context, name) {
  return {
    mutate: [`libs/${context}/${name}.ts`],
    // A sentence or a statement of SQL made empty is no change of a rule; the database would refuse the latter at once.
    mutator: { excludedMutations: ['StringLiteral'] },
    // Mutants live in the TypeScript; the sandbox is compiled once with all of them switched off.
    symlinkNodeModules: false,
    buildCommand: 'swc apps libs test -d dist --copy-files --quiet',
    ignorePatterns: ['dist', 'dist.*', '.data', 'docs', 'docker', 'mutation', 'coverage'],
    testRunner: 'jest',
    testRunnerNodeArgs: ['--experimental-vm-modules', '--no-warnings'],
    jest: {
      projectType: 'custom',
      enableFindRelatedTests: false,
      // Added to jest.config.js, whose set-up would start a server for every change.
      config: {
        testMatch: judges(context, name),
        globalSetup: null,
        globalTeardown: null,
        testTimeout: 60_000,
      },
    },
    coverageAnalysis: 'perTest',
    concurrency: 2,
    // Modules of a run are never given back; a process that has run many works for its garbage alone.
    maxTestRunnerReuse: 12,
    timeoutMS: 30_000,
    logLevel: 'error',
    reporters: process.stdout.isTTY ? ['progress'] : [],
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
function unnoticed({ fileName, location, replacement, status }) {
  const at = `${relative(root, fileName)}:${location.start.line}:${location.start.column}`;
  const how = status === 'Survived' ? 'survived' : 'not tested';
  return `${at} ${how} -> ${replacement.replace(/\s+/g, ' ').slice(0, 100)}`;
}
function percent(decided) {
  const noticed = decided.filter(({ status }) => status === 'Killed' || status === 'Timeout').length;
  return decided.length ? (noticed / decided.length) * 100 : 100;
}
function line(decided) {
  return `${percent(decided).toFixed(1).padStart(5)} % of ${decided.length} changes noticed`;
}
