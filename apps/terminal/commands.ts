import type { Command } from 'commander';
import type { Config, Database } from '#platform';

/** Opens the installation's database for one command and closes it after, migrated. */
export type WithDatabase = <Result>(
  work: (db: Database, config: Config) => Promise<Result>,
) => Promise<Result>;

/** What a `<noun>.commands.ts` exports: adds its commands to the program. */
export type Commands = (program: Command, withDatabase: WithDatabase) => void;
