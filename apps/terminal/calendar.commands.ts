import { existsSync, readFileSync } from 'node:fs';
import { Calendar, Directory, laId, schoolId, termsFile } from '#directory';
import { notFound, Refusal } from '#platform';
import type { Commands } from './commands.js';

/** `middletier calendar …`: bank holidays and term dates, without which no day can be booked. */
export const calendarCommands: Commands = (program, withDatabase) => {
  const calendar = program.command('calendar').description('bank holidays and term dates');
  calendar
    .command('import')
    .argument('<file>', 'gov.uk’s bank-holidays.json')
    .description('takes over the bank holidays of England and Wales')
    .action(async (file: string) => {
      const holidays = json(file);
      const counts = await withDatabase((db) =>
        db.systemTx('calendar import', (tx) => new Calendar().importBankHolidays(tx, holidays)),
      );
      console.log(
        `Bank holidays: ${counts.created} created, ${counts.changed} changed, ${counts.withdrawn} withdrawn, ${counts.unchanged} unchanged.`,
      );
    });
  calendar
    .command('terms')
    .argument(
      '<whose>',
      'an authority as la:314, for its schools without dates of their own; or a school by its URN',
    )
    .argument('<file>', 'CSV, a half-term a line under name,starts,ends: Autumn 1,2026-09-02,2026-10-23')
    .description('sets the term dates of the years in the file, in place of those there were')
    .action(async (whose: string, file: string) => {
      const terms = termsFile(read(file));
      const name = await withDatabase((db) =>
        db.systemTx('term dates', async (tx) => {
          const organisation = await new Directory().find(tx, organisationOf(whose));
          if (!organisation) throw notFound(`authority or school as ${whose}`);
          await new Calendar().setTerms(tx, organisation.organisationId, terms);
          return organisation.name;
        }),
      );
      console.log(`${name}: ${terms.length} half-terms, ${terms[0]!.startsOn} to ${terms.at(-1)!.endsOn}.`);
    });
};

function organisationOf(whose: string): string {
  if (/^la:\d{3}$/.test(whose)) return laId(whose.slice(3));
  if (/^\d{5,6}$/.test(whose)) return schoolId(Number(whose));
  throw notFound(`authority or school as ${whose}`);
}

function read(path: string): string {
  if (!existsSync(path)) throw new Refusal('directory.no-file', `There is no file ${path}.`, 'not-found');
  return readFileSync(path, 'utf8');
}

function json(path: string): unknown {
  const text = read(path);
  try {
    return JSON.parse(text);
  } catch {
    throw new Refusal('directory.not-bank-holidays', `${path} is not JSON.`, 'invalid');
  }
}
