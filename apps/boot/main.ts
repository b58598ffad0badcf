import { ConfigurationError } from '#platform';
import { RoutesRefused } from './routes.js';

/** Something to undo at the end, in the reverse order of their beginnings. */
export type OnStop = (stop: () => Promise<void>) => void;

/**
 * Runs a program until it is told to stop. SIGTERM and SIGINT stop it gracefully, a second one at once. What goes wrong
 * at the start is told in plain sentences, and ends the process with code 1.
 */
export async function main(start: (onStop: OnStop) => Promise<void>): Promise<void> {
  const stops: (() => Promise<void>)[] = [];
  let started = false;
  let stoppingSince: number | undefined;

  const end = async (asked: number): Promise<never> => {
    let code = asked;
    stoppingSince = performance.now();
    // What was still being started loses the ground under it: that is no news.
    if (!started) process.on('uncaughtException', () => undefined);
    for (let stop = stops.pop(); stop; stop = stops.pop()) {
      await stop().catch((error: Error) => {
        console.error(error.message);
        code = 1;
      });
    }
    process.exit(code);
  };
  const signalled = () => {
    // Ctrl-C reaches us twice under npm: from the terminal, and passed on.
    if (stoppingSince !== undefined && performance.now() - stoppingSince > 1000) process.exit(1);
    if (stoppingSince === undefined) void end(0);
  };
  process.on('SIGTERM', signalled);
  process.on('SIGINT', signalled);

  try {
    await start((stop) => stops.push(stop));
    started = true;
  } catch (error) {
    if (stoppingSince !== undefined) return;
    console.error(explain(error));
    await end(1);
  }
}

/** One plain sentence for what people can put right; the whole error for a bug. */
export function explain(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error instanceof ConfigurationError || error instanceof RoutesRefused) return error.message;
  const { code, port, message } = error as { code?: string; port?: number; message: string };
  switch (code) {
    case 'EADDRINUSE':
      return `Port ${port} is taken by another program. Choose another: PORT=${port! + 1}, or PORT=0 for any free one.`;
    case 'ENOENT':
    case 'EISDIR':
    case 'ENOTDIR':
    case 'ENOSPC':
      // A file that somebody named: what the system says of it, without the way through our code.
      return message.replace(/^\w+: /, '');
    case 'EACCES':
      return port ? `Port ${port} is not open to this user. Choose one above 1023.` : message;
    case 'ECONNREFUSED':
    case 'ENOTFOUND':
    case 'ETIMEDOUT':
    case 'EAI_AGAIN':
      return `Nothing answers at the address of DATABASE_URL or REDIS_URL: ${message || code}`;
    case '28P01':
      return `The database does not let us in (${message}): SECRET or INSTALLATION is another one's, or the database is new and is made ready by: npx middletier migrate`;
    case '08P01':
      return `The address of DATABASE_QUEUE_URL (or DATABASE_URL) leads to a pooler, which does not keep whole sessions: name PostgreSQL itself (${message})`;
    case '3D000':
      return `The server of DATABASE_URL has no such database: ${message}`;
    case '42P01':
    case '3F000':
      return `The database is not up to date (${message}). Run: npx middletier migrate`;
    default:
      return error.stack ?? message;
  }
}
