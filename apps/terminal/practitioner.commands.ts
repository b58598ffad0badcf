import { InvalidArgumentError, Option } from 'commander';
import { needs } from '#catalogue';
import { designations, Practitioners, type Designation } from '#delivery';
import { phases } from '#directory';
import { isCivilDate, isId, newId, notFound, Temporal } from '#platform';
import type { Commands } from './commands.js';
import { atOperator, partyOf } from './key.commands.js';

const phasesOfSchools = Object.values(phases);

interface Added {
  name: string;
  designation: Designation;
  issuer: string;
  since: Temporal.PlainDate;
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
    .addOption(new Option('--designation <designation>').choices([...designations]).makeOptionMandatory())
    .requiredOption('--issuer <issuer>', 'who designated them')
    .requiredOption('--since <date>', 'the first day of the designation, YYYY-MM-DD', readDate)
    .option('--phases <phases>', phasesOfSchools.join(','), someOf(phasesOfSchools), [])
    .option('--needs <needs>', needs.join(','), someOf(needs), [])
    .description('add someone; prints the id by which schools are linked to them')
    .action((slug: string, home: string, { name, designation, issuer, since, ...fit }: Added) =>
      withDatabase((db) =>
        atOperator(db, slug, async (tx) => {
          const practitionerId = newId();
          await new Practitioners().add(tx, {
            practitionerId,
            personId: null,
            name,
            homeId: await partyOf(tx, home),
            ...fit,
            designations: [{ designation, issuer, from: since }],
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
          const practitioners = new Practitioners();
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
};

function readDate(text: string): Temporal.PlainDate {
  if (!isCivilDate(text)) throw new InvalidArgumentError('Give a date like 2027-04-01.');
  return Temporal.PlainDate.from(text);
}

const someOf = (known: readonly string[]) => (text: string) => {
  const given = text.split(',').map((one) => one.trim());
  if (!given.every((one) => known.includes(one)))
    throw new InvalidArgumentError(`Give some of ${known.join(',')}.`);
  return given;
};
