import type { Socket } from 'node:net';
import type pg from 'pg';
import { socketOf } from './pool.js';

/** A transaction's connection: hears when it breaks, and breaks it when it takes longer than allowed, as a stalled server says nothing. */
export interface Line {
  lost?: Error;
  allow(ms: number): void;
  leave(): void;
}

/** The pool takes a connection that ended for none of its own. */
export async function breakOff(client: pg.PoolClient): Promise<void> {
  const ended = new Promise((resolve) => client.once('end', resolve));
  socketOf(client).destroy();
  await ended;
}

/** Hears when a connection breaks, and breaks it when it takes longer than allowed: a stalled server says nothing. */
export function watch(client: pg.PoolClient): Line {
  let timer: NodeJS.Timeout | undefined;
  const broken = (error: Error) => void (line.lost ??= error);
  const line = {
    lost: undefined as Error | undefined,
    allow(ms: number): void {
      clearTimeout(timer);
      timer = setTimeout(() => {
        broken(new Error(`The database did not answer within ${ms} ms`));
        socketOf(client).destroy();
      }, ms);
    },
    leave(): void {
      clearTimeout(timer);
      client.off('error', broken);
    },
  };
  client.on('error', broken);
  return line;
}

const gathering = new WeakSet<Socket>();

/** What is asked of a connection before the program next waits goes out as one write: writing to a socket is most of what asking costs. */
export function inOneWrite(client: pg.PoolClient): void {
  const socket = socketOf(client);
  if (gathering.has(socket)) return;
  gathering.add(socket);
  socket.cork();
  process.nextTick(() => {
    gathering.delete(socket);
    socket.uncork();
  });
}
