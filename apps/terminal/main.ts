import 'reflect-metadata';
import { Logger } from '@nestjs/common';
import { Command } from 'commander';
import { Refusal } from '#platform';
import { explain } from '../boot/main.js';
import { calendarCommands } from './calendar.commands.js';
import type { Commands } from './commands.js';
import { installationCommands } from './installation.commands.js';
import { keyCommands } from './key.commands.js';
import { modelCommands } from './model.commands.js';
import { operatorCommands } from './operator.commands.js';
import { personCommands } from './person.commands.js';
import { practitionerCommands } from './practitioner.commands.js';
import { registerCommands } from './register.commands.js';
import { unfinishedCommands } from './unfinished.commands.js';
import { verifyCommands } from './verify.commands.js';
import { withDatabase } from './with-database.js';

/** Every command of `npx middletier`, each listed once. */
const commands: Commands[] = [
  calendarCommands,
  installationCommands,
  keyCommands,
  modelCommands,
  operatorCommands,
  personCommands,
  practitionerCommands,
  registerCommands,
  unfinishedCommands,
  verifyCommands,
];

// What a command prints is for the person, or the script, that called it.
Logger.overrideLogger(['warn', 'error', 'fatal']);

const program = new Command('middletier')
  .description('Looks after an installation of Middletier: its register, its operators, its books.')
  .showHelpAfterError()
  .configureHelp({ sortSubcommands: true });
for (const add of commands) add(program, withDatabase);

try {
  await program.parseAsync();
} catch (error) {
  console.error(error instanceof Refusal ? error.message : explain(error));
  process.exitCode = 1;
}
