import { InvalidArgumentError } from 'commander';
import { Practitioners } from '#delivery';
import { phases } from '#directory';
import { Vocabularies } from '#operating-model';
import { isId, newId, notFound } from '#platform';
import type { Commands } from './commands.js';
import { atOperator, partyOf } from './key.commands.js';
import { dayOf } from './operator-called.js';

const phasesOfSchools: readonly string[] = Object.values(phases);
const practitioners = new Practitioners(new Vocabularies());

interface Added {
  name: string;
  designation: string;
  issuer: string;
  since: string;
  phases: string[];
  needs: string[];
}

/** `middletier practitioner …`: the people whom an operator deploys, and whose named contact each is. */
export const practitionerCommands: Commands = (program, withDatabase) => {
  const practitioner = program.command('practitioner').description('people who are deployed');
  practitioner
    .command('add')
    .argument('<operator>', 'the operator’s short name')
    .argument('<home>', 'the party that employs them: a school by its URN, host, or an organisation’s id')
    .requiredOption('--name <name>', 'their name')
    .requiredOption('--designation <code>', 'one of the operator’s own, such as SIP (`model show`)')
    .requiredOption('--issuer <issuer>', 'who designated them')
    .requiredOption('--since <date>', 'the first day of the designation, YYYY-MM-DD')
    .option('--phases <phases>', phasesOfSchools.join(','), readPhases, [])
    .option('--needs <codes>', 'of the operator’s own, such as leadership,teaching', readList, [])
    .description('add someone; prints the id by which schools are linked to them')
    .action((slug: string, home: string, { name, designation, issuer, since, ...fit }: Added) =>
      withDatabase((db) =>
        atOperator(db, slug, async (tx) => {
          const practitionerId = newId();
          await practitioners.add(tx, {
            practitionerId,
            personId: null,
            name,
            homeId: await partyOf(tx, home),
            ...fit,
            designations: [{ designation, issuer, from: dayOf(since) }],
          });
          console.log(practitionerId);
        }),
      ),
    );
  practitioner
    .command('link')
    .argument('<operator>', 'the operator’s short name')
    .argument('<practitioner>', 'the id that `practitioner add` printed')
    .argument('<school...>', 'schools by their URN')
    .description('make someone the first named contact of schools')
    .action((slug: string, practitionerId: string, schools: string[]) =>
      withDatabase((db) =>
        atOperator(db, slug, async (tx) => {
          if (!isId(practitionerId)) throw notFound('practitioner');
          const { name, homeId } = await practitioners.find(tx, practitionerId);
          const schoolIds: string[] = [];
          for (const school of schools) schoolIds.push(await partyOf(tx, school));
          await practitioners.linkAll(
            tx,
            schoolIds.map((schoolId) => ({ schoolId, practitionerId, homeId })),
          );
          console.log(
            `${name} is the named contact of ${schools.length} ${schools.length === 1 ? 'school' : 'schools'}.`,
          );
        }),
      ),
    );
  const lastDay = 'the last day of it, YYYY-MM-DD';
  practitioner
    .command('end-link')
    .argument('<operator>', 'the operator’s short name')
    .argument('<last-day>', lastDay)
    .argument('<school...>', 'schools by their URN')
    .description('end whose named contact schools have, so that another can follow')
    .action((slug: string, on: string, schools: string[]) =>
      withDatabase((db) =>
        atOperator(db, slug, async (tx) => {
          for (const school of schools) await practitioners.endLink(tx, await partyOf(tx, school), dayOf(on));
        }),
      ),
    );
  practitioner
    .command('end-designation')
    .argument('<operator>', 'the operator’s short name')
    .argument('<practitioner>', 'the id that `practitioner add` printed')
    .argument('<designation>', 'its code')
    .argument('<last-day>', lastDay)
    .description('end as what someone may be booked and proposed')
    .action((slug: string, practitionerId: string, designation: string, on: string) =>
      withDatabase((db) =>
        atOperator(db, slug, async (tx) => {
          if (!isId(practitionerId)) throw notFound('practitioner');
          await practitioners.endDesignation(tx, practitionerId, designation, dayOf(on));
        }),
      ),
    );
};

const readList = (text: string): string[] => text.split(',').map((one) => one.trim());

function readPhases(text: string): string[] {
  const given = readList(text);
  if (!given.every((one) => phasesOfSchools.includes(one)))
    throw new InvalidArgumentError(`Give some of ${phasesOfSchools.join(',')}.`);
  return given;
}
