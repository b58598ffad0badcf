import { Injectable, Module, type BeforeApplicationShutdown } from '@nestjs/common';
import { expect, test } from '@jest/globals';
import { testConfig } from '#testing';
import { serve } from './serve.js';

let release: () => void;
const released = new Promise<void>((resolve) => (release = resolve));

/** Like a worker with a job in hand. */
@Injectable()
class Busy implements BeforeApplicationShutdown {
  beforeApplicationShutdown = () => released;
}

@Module({ providers: [Busy] })
class BusyModule {}

test('a process that stops is alive and no longer ready until its work is done', async () => {
  const stops: (() => Promise<void>)[] = [];
  const address = await serve(testConfig(), { modules: [BusyModule] }, (stop) => stops.push(stop));
  const status = async (path: string) => (await fetch(`${address}${path}`)).status;
  expect([await status('/health/live'), await status('/health/ready')]).toEqual([200, 200]);
  const closed = stops[0]!();
  expect([await status('/health/live'), await status('/health/ready')]).toEqual([200, 503]);
  release();
  await closed;
  await expect(status('/health/live')).rejects.toThrow();
});
