import { createWriteStream, existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { SingleBar } from 'cli-progress';
import { InvalidArgumentError } from 'commander';
import { stringify } from 'csv-stringify';
import {
  generateRegister,
  papersAuthorities,
  Register,
  registerFile,
  type Accepted,
  type ImportSummary,
  type OnProgress,
  type RegisterFile,
} from '#directory';
import { Refusal } from '#platform';
import type { Commands } from './commands.js';

/** The national register, and generated ones. */
export const registerCommands: Commands = (program, withDatabase) => {
  const register = program.command('register').description('the national register of schools');
  register
    .command('import')
    .argument('<file>', 'the register as the Department for Education publishes it (edubasealldata….csv)')
    .option('--links <file>', 'its links of predecessors and successors (links_edubasealldata….csv)')
    .option(
      '--accept <kind=number>',
      'confirms so many of a kind of change that was refused as unlikely, such as closures=120; may be repeated',
      acceptance,
      {},
    )
    .description('brings the register up to date; the same file again changes nothing')
    .action(async (file: string, { links, accept }: { links?: string; accept: Accepted }) => {
      [file, ...(links ? [links] : [])].forEach(mustExist);
      await withDatabase(async (db) => {
        const imports = new Register();
        await bring('Schools', file, (source, onProgress) =>
          db.systemTx('register import', (tx) => imports.import(tx, source, { accept, onProgress })),
        );
        if (links)
          await bring('Links', links, (source, onProgress) =>
            db.systemTx('links import', (tx) => imports.importLinks(tx, source, { accept, onProgress })),
          );
      });
    });
  register
    .command('generate')
    .argument('<file>', 'where to write it')
    .option('--links <file>', 'where to write its links')
    .option('--seed <number>', 'the same seed makes the same register', wholeNumber, 1)
    .description(
      'writes a fictional register in the published format, with the schools of the three named operators',
    )
    .action(async (file: string, { links, seed }: { links?: string; seed: number }) => {
      const made = generateRegister({ seed, authorities: papersAuthorities });
      await pipeline(made.register.open(), createWriteStream(file));
      if (links) await pipeline(made.links.open(), createWriteStream(links));
      console.log(`Wrote ${[file, ...(links ? [links] : [])].join(' and ')}.`);
    });
};

async function bring(
  what: string,
  path: string,
  run: (file: RegisterFile, onProgress: OnProgress) => Promise<ImportSummary>,
): Promise<void> {
  const file = registerFile(path);
  const bar = new SingleBar({
    format: `${what} {bar} {percentage}% | {rows} rows`,
    hideCursor: true,
    clearOnComplete: true,
    noTTYOutput: false,
  });
  bar.start(file.bytes ?? 0, 0, { rows: 0 });
  let summary: ImportSummary;
  try {
    summary = await run(file, ({ bytes, rows }) => bar.update(bytes, { rows }));
  } finally {
    bar.stop();
  }
  const { rows, created, changed, unchanged, missing, rejected } = summary;
  console.log(
    `${what}: ${rows} rows; ${created} created, ${changed} changed, ${unchanged} unchanged, ${rejected.length} rejected.`,
  );
  if (missing) console.log(`${missing} schools are no longer listed and were marked so.`);
  await report(`${path}.rejected.csv`, rejected);
}

/** Rejected rows go beside the file; a report of an earlier run goes when there are none. */
async function report(path: string, rejected: ImportSummary['rejected']): Promise<void> {
  if (!rejected.length) return rm(path, { force: true });
  try {
    await pipeline(
      stringify([...rejected], { header: true, columns: ['line', 'reason', 'row'] }),
      createWriteStream(path),
    );
    console.log(`Rejected rows, with their lines and reasons: ${path}`);
  } catch {
    console.log(`Cannot write ${path}; the rejected rows are in the table directory.rejected_row.`);
  }
}

function mustExist(path: string): void {
  if (!existsSync(path)) throw new Refusal('directory.no-file', `There is no file ${path}.`, 'not-found');
}

function acceptance(text: string, before: Accepted): Accepted {
  const [, kind, number] = /^([a-z_-]+)=(\d{1,9})$/.exec(text) ?? [];
  if (!kind) throw new InvalidArgumentError('It must be a kind and a number, like closures=120.');
  return { ...before, [kind]: Number(number) };
}

function wholeNumber(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError('It must be a whole number.');
  return Number(text);
}
