import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { forLongWork, PlatformModule, removeOperators, type Config } from '#platform';
import { BlueprintsModule, Demonstration } from '#blueprints';

@Module({})
class DemonstrationLoading {}

/** Loads the demonstration into an installation without operators, all of it or none, and says how far it is. */
export async function loadDemonstration(config: Config, say: (line: string) => void): Promise<void> {
  const app = await NestFactory.createApplicationContext(
    { module: DemonstrationLoading, imports: [PlatformModule.with(forLongWork(config)), BlueprintsModule] },
    { logger: false, abortOnError: false },
  );
  try {
    const demonstration = app.get(Demonstration);
    const state = await demonstration.state();
    if (state === 'not wanted') return;
    if (state === 'unfinished') {
      say('An earlier start was stopped while it made the demonstration: making it anew.');
      await removeOperators(config);
    }
    say('Loading the demonstration …');
    await demonstration.load(config.MIDDLETIER_REGISTER, everyQuarter(say));
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
