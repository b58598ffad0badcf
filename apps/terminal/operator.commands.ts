import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { Command } from 'commander';
import { civilZone, jobActor, Operators, PlatformModule, type Temporal, type Config } from '#platform';
import {
  blueprintNames,
  BlueprintsModule,
  OperatorCreation,
  parseBlueprint,
  readBlueprint,
  type Blueprint,
} from '#blueprints';
import { readFileSync } from 'node:fs';
import type { WithDatabase } from './commands.js';
import { dayOf, operatorCalled, operators } from './operator-called.js';

@Module({})
class OperatorCommands {}

/** `middletier operator …`: makes operators from blueprints, lists them, sets a rehearsal's clock forward. */
export function operatorCommands(program: Command, withDatabase: WithDatabase): void {
  const operator = program.command('operator').description('operators: the tenants of this installation');
  operator
    .command('create')
    .description('make an operator whose parties are the schools of its authorities in the register')
    .requiredOption(
      '--blueprint <name>',
      `an operating model (${blueprintNames().join(', ')}) or a YAML file`,
    )
    .option('--slug <slug>', 'another short name than the blueprint’s')
    .option('--name <name>', 'another name than the blueprint’s')
    .option('--rehearsal <date>', 'give it a clock of its own that starts on this day, YYYY-MM-DD')
    .action((options: { blueprint: string; slug?: string; name?: string; rehearsal?: string }) =>
      withDatabase(async (_db, config) => {
        const blueprint = blueprintOf(options.blueprint);
        const rehearsalNow = options.rehearsal ? morningOf(options.rehearsal) : undefined;
        const { schools, laIds } = await withCreation(config, (creation) =>
          creation.create(blueprint, { ...options, rehearsalNow }),
        );
        console.log(
          `${options.name ?? blueprint.name}: ${schools.length} schools, ${laIds.length} ${laIds.length === 1 ? 'authority' : 'authorities'}, ${blueprint.plans.length} plans.`,
        );
      }),
    );
  operator
    .command('list')
    .description('the operators of this installation')
    .action(() =>
      withDatabase(async (db) => {
        for (const one of await operators(db))
          console.log(
            `${one.slug}\t${one.name}\t${one.rehearsalNow ? `rehearsal, it is ${one.rehearsalNow.toString()}` : 'live'}`,
          );
      }),
    );
  operator
    .command('advance')
    .argument('<slug>', 'a rehearsal operator')
    .argument('<date>', 'YYYY-MM-DD')
    .description('set a rehearsal operator’s clock forward; its notices, renewals and expiries follow')
    .action((slug: string, date: string) =>
      withDatabase(async (db) => {
        const found = await operatorCalled(db, slug);
        await db.tx(jobActor(found.operatorId, 'terminal'), (tx) =>
          new Operators().advance(tx, morningOf(date)),
        );
        console.log(`It is ${date} at ${found.name}.`);
      }),
    );
}

const blueprintOf = (name: string): Blueprint =>
  /\.ya?ml$/.test(name) ? parseBlueprint(readFileSync(name, 'utf8'), name) : readBlueprint(name);

/** Eight in the morning in London. */
const morningOf = (date: string): Temporal.Instant =>
  dayOf(date).toZonedDateTime({ timeZone: civilZone, plainTime: '08:00' }).toInstant();

async function withCreation<Result>(
  config: Config,
  work: (creation: OperatorCreation) => Promise<Result>,
): Promise<Result> {
  const app = await NestFactory.createApplicationContext(
    { module: OperatorCommands, imports: [PlatformModule.with(config), BlueprintsModule] },
    { logger: false, abortOnError: false },
  );
  try {
    return await work(app.get(OperatorCreation));
  } finally {
    await app.close();
  }
}
