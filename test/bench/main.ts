import 'reflect-metadata';
import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { share, unsaid, type Measure } from './measure.js';
import { openStage, type Stage } from './stage.js';

/** What each `*.bench.ts` exports: its measures, each taken beside its floor in the same run. */
type Bench = (stage: Stage) => Promise<Measure[]>;

/**
 * `npm run bench`: every bench, or those whose names are given: `npm run bench -- ledger`. With `BENCH_SHARE=0.02` they make little and
 * judge nothing: it says that they run.
 */
const folder = fileURLToPath(new URL('.', import.meta.url));
const names = readdirSync(folder).flatMap((name) => /^(.+)\.bench\.js$/.exec(name)?.slice(1) ?? []);
const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !names.includes(name));
if (unknown.length) {
  console.error(`There is no bench called ${unknown.join(', ')}. There are: ${names.join(', ')}`);
  process.exit(1);
}

const measures: Measure[] = [];
const stage = await openStage();
try {
  for (const name of asked.length ? asked : names) {
    console.log(`\n${name} …`);
    const { bench } = (await import(`./${name}.bench.js`)) as { bench: Bench };
    const taken = await bench(stage);
    for (const { detail, work } of taken) console.log(`  ${work}: ${detail}`);
    const fault = unsaid(taken);
    if (fault) throw new Error(`The bench ${name} says nothing. ${fault}`);
    measures.push(...taken);
  }
} catch (error) {
  console.error(error);
  process.exitCode = 1;
} finally {
  await stage.close();
}
if (!process.exitCode) tell();

function tell(): void {
  console.log();
  console.table(
    Object.fromEntries(
      measures.map(({ work, ratio, owed, floor, met }) => [
        work,
        { ratio: Number(ratio.toFixed(2)), owed, met: met ? 'yes' : 'NO', floor },
      ]),
    ),
  );
  if (share < 1) return console.log(`All ${measures.length} measured; of so little nothing is judged.`);
  const missed = measures.filter((measure) => !measure.met);
  console.log(
    missed.length
      ? `Missed: ${missed.map((measure) => measure.work).join('; ')}`
      : `All ${measures.length} met.`,
  );
  if (missed.length) process.exitCode = 1;
}
