import { backup, ConfigurationError, openSettings, resetPassword, restore } from '#platform';
import { existsSync } from 'node:fs';
import type { Commands } from './commands.js';
import { withInstallation } from './with-database.js';

/** What is done to an installation before its three faces start, or while they stand still. */
export const installationCommands: Commands = (program, withDatabase) => {
  program
    .command('migrate')
    .description('Bring the database of DATABASE_URL up to date, and make its roles where they are missing.')
    .action(() =>
      withDatabase(async (db, config) => {
        console.log('The database is up to date.');
        const open = await openSettings(db, config);
        if (open) console.log(`A superuser has still to say in it, once (docs/adr/0018): ${open}`);
      }),
    );
  program
    .command('roles')
    .description('the roles of this installation on its server')
    .command('reset-password')
    .description('after SECRET was changed: give the application’s role its new password')
    .action(() =>
      withInstallation(async (config) => {
        await resetPassword(config);
        console.log(
          'Changed. Every process that still runs with another SECRET is locked out: start it anew.',
        );
      }),
    );
  program
    .command('backup')
    .argument('<file>', 'where to write it; it must not be there yet')
    .description('save every row of the installation, as it is now, while it runs')
    .action((file: string) =>
      withInstallation(async (config) => {
        if (existsSync(file)) throw new ConfigurationError(`There is already a file ${file}.`);
        console.log(
          `Saved ${told(await backup(config, file))} in ${file}. Keep SECRET and the other settings too, elsewhere.`,
        );
      }),
    );
  program
    .command('restore')
    .argument('<file>', 'as backup wrote it')
    .description('fill an empty database, on this server or a new one, with what a backup holds')
    .action((file: string) =>
      withInstallation(async (config) => {
        console.log(
          `Restored ${told(await restore(config, file))}. Now prove the books: npx middletier verify`,
        );
      }),
    );
};

const told = (rows: Record<string, number>): string => {
  const all = Object.values(rows).reduce((sum, count) => sum + count, 0);
  return `${all.toLocaleString('en-GB')} rows of ${Object.keys(rows).length} tables`;
};
