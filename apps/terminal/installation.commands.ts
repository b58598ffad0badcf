import { resetPassword } from '#platform';
import type { Commands } from './commands.js';
import { withInstallation } from './with-database.js';

/** What is done to an installation before its three faces start, or while they stand still. */
export const installationCommands: Commands = (program, withDatabase) => {
  program
    .command('migrate')
    .description('Bring the database of DATABASE_URL up to date, and make its roles where they are missing.')
    .action(() => withDatabase(async () => console.log('The database is up to date.')));
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
};
