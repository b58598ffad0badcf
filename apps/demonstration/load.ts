import { Module, type Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import {
  Database,
  forLongWork,
  Operators,
  PlatformModule,
  removeOperators,
  type Config,
  type Operator,
} from '#platform';
import { Demonstration } from './demonstration.js';
import { DemonstrationModule } from './demonstration.module.js';
import { stateOf } from './state.js';

@Module({})
class Loading {}

/** Loads the demonstration into an installation without operators, all of it or none, and says how far it is. */
export async function loadDemonstration(config: Config, say: (line: string) => void): Promise<void> {
  const state = stateOf(await operatorsOf(config));
  if (state === 'not wanted') return;
  if (state === 'unfinished') {
    say('An earlier start was stopped while it made the demonstration: making it anew.');
    await removeOperators(config);
  }
  say('Loading the demonstration …');
  const app = await open(hurried(config), DemonstrationModule);
  try {
    await app.get(Demonstration).load(config.MIDDLETIER_REGISTER, everyQuarter(say));
  } finally {
    await app.close();
  }
}

/** The worker looks again soon: what a day brings is waited for, again and again. */
const hurried = (config: Config): Config => ({ ...forLongWork(config), RELAY_INTERVAL_MS: 20 });

const open = (config: Config, ...modules: Type[]) =>
  NestFactory.createApplicationContext(
    { module: Loading, imports: [PlatformModule.with(config), ...modules] },
    { logger: false, abortOnError: false },
  );

async function operatorsOf(config: Config): Promise<Operator[]> {
  const app = await open(config);
  try {
    return await app.get(Database).systemTx('is there any operator', (tx) => new Operators().all(tx));
  } finally {
    await app.close();
  }
}

/** One line when a part begins and at each quarter of it: the same on a terminal and in a log. */
function everyQuarter(say: (line: string) => void): (what: string, done: number, of: number) => void {
  const told = new Map<string, number>();
  return (what, done, of) => {
    const quarter = Math.floor((done / Math.max(of, 1)) * 4);
    if (quarter <= (told.get(what) ?? 0)) return;
    told.set(what, quarter);
    say(`  ${what}: ${quarter * 25}%`);
  };
}
