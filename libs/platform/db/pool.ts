import type { Socket } from 'node:net';
import { Logger } from '@nestjs/common';
import pg from 'pg';
import type { Config } from '../config.js';
import { applicationUrl } from './roles.js';

/**
 * A connection whose breaking is heard from its beginning and for good. A pool listens only to those that it has not lent; an error
 * that nobody hears ends the process, and a server that stops may say so in the moment in which it lets somebody in.
 */
export class HeardClient extends pg.Client {
  constructor(config?: pg.ClientConfig) {
    super(config);
    this.on('error', () => undefined);
  }
}

/**
 * Connections as the application, outside any transaction of ours, for a library that wants a pool. It hears what breaks,
 * waits no longer than a page may, and needs nothing that a pooler takes away.
 */
export function openPool(config: Config, options: { max: number; name: string }): pg.Pool {
  const logger = new Logger('database');
  const pool = new pg.Pool({
    Client: HeardClient,
    connectionString: applicationUrl(config),
    max: options.max,
    application_name: options.name,
    connectionTimeoutMillis: config.DATABASE_WAIT_MS,
    query_timeout: config.DATABASE_WAIT_MS,
    keepAlive: true,
  });
  pool.on('error', (error) => logger.warn(`A connection of ${options.name} broke: ${error.message}`));
  pool.on('connect', endWhenUnanswered);
  return pool;
}

/** A connection on which a statement was not answered in time is of no more use: what comes on it is nobody's answer. */
function endWhenUnanswered(client: pg.PoolClient): void {
  const ask = client.query.bind(client) as (...asked: unknown[]) => unknown;
  client.query = ((...asked: unknown[]) => {
    const answer = ask(...asked);
    if (answer instanceof Promise)
      answer.catch((error: Error) => {
        if (error.message === 'Query read timeout') socketOf(client).destroy();
      });
    return answer;
  }) as typeof client.query;
}

/** node-postgres offers no way to break off at once. */
export const socketOf = (client: pg.ClientBase): Socket =>
  (client as unknown as { connection: { stream: Socket } }).connection.stream;
