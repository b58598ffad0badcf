import { InvalidArgumentError, type Command } from 'commander';
import { People } from '#identity';
import { roles, type Role } from '#platform';
import type { WithDatabase } from './commands.js';
import { atOperator, partyOf } from './key.commands.js';

/** `middletier person …`: the first people of an operator; later ones are appointed on its pages. */
export function personCommands(program: Command, withDatabase: WithDatabase): void {
  program
    .command('person')
    .description('people who act for a party')
    .command('appoint')
    .argument('<operator>', 'the operator’s short name')
    .argument('<party>', 'as for keys: host is the operator itself')
    .requiredOption('--role <role>', roles.join(', '), readRole)
    .requiredOption('--name <name>', 'the person’s name')
    .requiredOption('--email <address>', 'where the mail with which they set a password goes')
    .description('appoint someone, such as the first administrator')
    .action((slug: string, whose: string, options: { role: Role; name: string; email: string }) =>
      withDatabase((db) =>
        atOperator(db, slug, async (tx) => {
          const people = new People();
          const organisationId = await partyOf(tx, whose);
          const personId = await people.add(tx, options);
          await people.appoint(tx, { personId, organisationId, role: options.role });
          console.log(`${options.name} is appointed; a mail to ${options.email} is on its way.`);
        }),
      ),
    );
}

function readRole(text: string): Role {
  const role = roles.find((one) => one === text);
  if (!role) throw new InvalidArgumentError(`Give one of ${roles.join(', ')}.`);
  return role;
}
