import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Database, isAway, openPool, openQueue, openWorker, type Config } from '#platform';
import { eventually, testConfig } from '#testing';

/** What PostgreSQL says to whoever it lets in, and to whom it lets go. */
const readyForQuery = Buffer.from([0x5a, 0, 0, 0, 5, 0x49]);
const fields = 'SFATAL\0C57P01\0Mterminating connection due to administrator command\0\0';
const fatal = Buffer.concat([Buffer.from([0x45, 0, 0, 0, fields.length + 4]), Buffer.from(fields)]);

/** Stands before PostgreSQL; when told, whoever is let in is let go in the same breath, as by a server that stops. */
let between: Server;
let stops: (connection: number) => boolean = () => false;
let letIn = 0;
let config: Config;
const sockets = new Set<Socket>();
beforeAll(async () => {
  const address = new URL(testConfig().DATABASE_URL!);
  const { port, hostname } = address;
  between = createServer((socket) => {
    const server = connect(Number(port), hostname);
    for (const end of [socket, server]) {
      sockets.add(end);
      end.on('error', () => end.destroy());
    }
    socket.pipe(server);
    const letGo = stops(++letIn);
    server.on('data', (said) => {
      if (letGo && said.subarray(-readyForQuery.length).equals(readyForQuery))
        socket.end(Buffer.concat([said, fatal]));
      else socket.write(said);
    });
    server.on('close', () => socket.destroy());
    socket.on('close', () => server.destroy());
  });
  between.listen(0, '127.0.0.1');
  await once(between, 'listening');
  address.host = `127.0.0.1:${(between.address() as AddressInfo).port}`;
  config = testConfig({ DATABASE_URL: address.href });
});
afterAll(() => {
  for (const socket of sockets) socket.destroy();
  between.close();
});

async function whileStopping<Result>(verb: () => Promise<Result>): Promise<Result> {
  stops = () => true;
  try {
    return await verb();
  } finally {
    stops = () => false;
  }
}

test('a connection that ends as it begins ends no process: of transactions', async () => {
  const db = await Database.connect(config, { pool: 2 });
  const ask = () => db.systemTx('test', (tx) => tx.query('SELECT 1 AS one'));
  const asked = await whileStopping(() => Promise.allSettled([ask(), ask()]));
  expect(asked.map((one) => one.status === 'rejected' && isAway(one.reason)).sort()).toEqual([false, true]);
  expect(await ask()).toEqual([{ one: 1 }]);
  await db.onApplicationShutdown();
});

test('of a library’s pool', async () => {
  const pool = openPool(config, { max: 1, name: 'test' });
  await expect(whileStopping(() => pool.query('SELECT 1 AS one'))).rejects.toThrow();
  expect((await pool.query('SELECT 1 AS one')).rows).toEqual([{ one: 1 }]);
  await pool.end();
});

test('of the queue', async () => {
  const queue = await openQueue(config);
  queue.on('error', () => undefined);
  await expect(whileStopping(() => queue.waitUntilReady())).rejects.toThrow();
  await queue.close();
});

test('of a worker, on the one after the first, on which it would listen; it works on', async () => {
  const done: string[] = [];
  const second = letIn + 2;
  stops = (connection) => connection === second;
  const worker = await openWorker({ ...config, JOB_CONCURRENCY: 1 }, async (job) => void done.push(job.name));
  worker.on('error', () => undefined);
  await eventually('it was let in twice', async () => letIn >= second);
  const queue = await openQueue(config);
  await queue.add('after', {} as never);
  await eventually('it works on', async () => done.includes('after'));
  await Promise.all([queue.close(), worker.close()]);
});
