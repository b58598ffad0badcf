import type { Commands } from './commands.js';

/** `middletier migrate`: before the three faces start, where they start by themselves. */
export const installationCommands: Commands = (program, withDatabase) => {
  program
    .command('migrate')
    .description('Bring the database of DATABASE_URL up to date, and make its roles.')
    .action(() => withDatabase(async () => console.log('The database is up to date.')));
};
