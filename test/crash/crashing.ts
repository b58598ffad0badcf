import { spawn, type ChildProcess } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Config } from '#platform';
import { eventually } from '#testing';

/** How often a worker is killed before it may finish in peace; more for a deep run: CRASH_ROUNDS=20. */
export const kills = 4 * Number(process.env.CRASH_ROUNDS ?? 1);

interface Crashes {
  /** The installation the worker runs on. */
  config: Config;
  /** Whether the work is complete. */
  done: () => Promise<boolean>;
  /** The latest a worker is killed after it said that it runs, in milliseconds. */
  within: number;
  /** Below `dist`; default: the worker as it ships. */
  program?: string;
  /** More settings for the worker. */
  env?: Record<string, string>;
  /** What is tried of the last worker, once the work is complete. */
  then?: () => Promise<void>;
  /** How long the last worker may take, in seconds. */
  patience?: number;
}

/**
 * Starts the real worker process and kills it with SIGKILL at a random moment, again and again, then lets it
 * finish. Stops killing when the work is done. Answers how often it was killed while there was work.
 */
export async function crashUntilDone({
  config,
  done,
  within,
  program,
  env = {},
  then,
  patience = 600,
}: Crashes): Promise<number> {
  const script = fileURLToPath(new URL(`../../${program ?? 'apps/worker/main.js'}`, import.meta.url));
  const settings = { ...installation(config), ...env };
  let killed = 0;
  while (killed < kills && !(await done())) {
    const worker = await startWorker(script, settings);
    await sleep(randomInt(within));
    await end(worker, 'SIGKILL');
    killed++;
  }
  const worker = await startWorker(script, settings);
  try {
    await eventually(`the work is done after ${killed} kills`, done, patience);
    await then?.();
  } finally {
    await end(worker, 'SIGTERM');
  }
  return killed;
}

/** A killed worker's jobs, and what the queue forgot, wait a second or two only; no statement takes long. */
const installation = (config: Config): Record<string, string> => ({
  PATH: process.env.PATH ?? '',
  DATABASE_URL: config.DATABASE_URL!,
  ...(config.REDIS_URL ? { REDIS_URL: config.REDIS_URL } : {}),
  SECRET: config.SECRET,
  PORT: '0',
  JOB_LOCK_MS: '1000',
  JOB_TRANSACTION_MS: '30000',
  RECONCILE_SECONDS: '2',
  RELAY_INTERVAL_MS: '50',
  LOG_LEVEL: 'info',
});

/** Resolves when the process says that it has begun to work. */
function startWorker(script: string, env: Record<string, string>): Promise<ChildProcess> {
  const worker = spawn(process.execPath, ['--enable-source-maps', script], {
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  return new Promise((started, failed) => {
    const hear = (text: Buffer) => {
      said = (said + text).slice(-20_000);
      if (said.includes('successfully started')) started(worker);
    };
    worker.stdout.on('data', hear);
    worker.stderr.on('data', hear);
    worker.once('exit', (code) => failed(new Error(`The worker ended with ${code}:\n${said}`)));
  });
}

async function end(worker: ChildProcess, signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
  if (worker.exitCode !== null || worker.signalCode !== null) return;
  const ended = new Promise((resolve) => worker.once('exit', resolve));
  worker.kill(signal);
  await ended;
}
