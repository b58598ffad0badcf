import { once } from 'node:events';
import { Agent, createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { databaseRefusal } from '../../apps/boot/database-refusal.js';

export interface Attempt {
  /** For the report: what was hostile. */
  readonly what: string;
  readonly method: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
}
export interface Heard {
  readonly status: number;
  readonly ms: number;
  readonly body: string;
  readonly location: string;
}

const agent = new Agent({ keepAlive: true, maxSockets: 4 });

/** Sends it as it is written. A server that cuts off in the middle of what it will not read has refused: 413. */
export function attempt(address: string, { method, path, headers, body }: Attempt): Promise<Heard> {
  const { hostname, port } = new URL(address);
  const begun = performance.now();
  return new Promise((resolve) => {
    const heard = (status: number, text: string, location = '') =>
      resolve({ status, ms: performance.now() - begun, body: text, location });
    const sent = request(
      {
        agent,
        host: hostname,
        port,
        path,
        method,
        headers: {
          ...headers,
          ...(body !== undefined && { 'content-length': String(Buffer.byteLength(body)) }),
        },
      },
      (answer) => {
        const parts: Buffer[] = [];
        answer.on('data', (part: Buffer) => parts.push(part));
        answer.once('close', () =>
          heard(answer.statusCode!, Buffer.concat(parts).toString(), answer.headers.location),
        );
      },
    );
    sent.once('error', (error: NodeJS.ErrnoException) =>
      heard(body && ['EPIPE', 'ECONNRESET'].includes(error.code ?? '') ? 413 : 599, error.message),
    );
    sent.end(body);
  });
}

/**
 * Longest that a bad request may take. One that took longer is tried again alone, a few times, and less what the same bytes take to a
 * server that does nothing with them: a megabyte alone takes a busy machine more than a second.
 */
const patienceMs = 1000;
const tries = 4;

/** A CHECK that no facade speaks for: a no to the sender, and as much a fault of ours as a 500. */
export const unspoken = databaseRefusal({ code: '23514' })!.message;

/** A sentence for each attempt that is answered with a fault of ours, or with a second of work. */
export async function tryAll(address: string, attempts: readonly Attempt[]): Promise<string[]> {
  const faults: string[] = [];
  const slow: Attempt[] = [];
  const queue = attempts.values();
  const named = ({ method, path, what }: Attempt) => `${method} ${path.slice(0, 120)}: ${what.slice(0, 120)}`;
  await Promise.all(
    Array.from({ length: 4 }, async () => {
      for (const one of queue) {
        const { status, ms, body } = await attempt(address, one);
        if (status >= 500 || body.includes(unspoken))
          faults.push(`${named(one)} → ${status} ${body.slice(0, 60)}`);
        if (ms > patienceMs) slow.push(one);
      }
    }),
  );
  const idle = createServer((asked, answer) => asked.resume().once('end', () => answer.end()));
  await once(idle.listen(0, '127.0.0.1'), 'listening');
  const nowhere = `http://127.0.0.1:${(idle.address() as AddressInfo).port}`;
  for (const one of slow) {
    const times: number[] = [];
    while (times.length < tries && (times.at(-1) ?? Infinity) > patienceMs) {
      const { ms } = await attempt(address, one);
      times.push(ms - (await attempt(nowhere, one)).ms);
    }
    if (times.at(-1)! > patienceMs) faults.push(`${named(one)} takes ${times.map(Math.round).join(', ')} ms`);
  }
  idle.closeAllConnections();
  idle.close();
  return faults;
}
