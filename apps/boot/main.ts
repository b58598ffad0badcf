import { ConfigurationError } from '#platform';

/** Something to undo at the end, in the reverse order of their beginnings. */
export type OnStop = (stop: () => Promise<void>) => void;

/**
 * Runs a program until it is told to stop. SIGTERM and SIGINT stop it gracefully, a second one at once. What goes wrong
 * at the start is told in plain sentences, and ends the process with code 1.
 */
export async function main(start: (onStop: OnStop) => Promise<void>): Promise<void> {
  const stops: (() => Promise<void>)[] = [];
  let stopping = false;
  const end = async (code: number): Promise<void> => {
    if (stopping) process.exit(1);
    stopping = true;
    for (let stop = stops.pop(); stop; stop = stops.pop())
      await stop().catch((error: Error) => console.error(error.message));
    process.exit(code);
  };
  process.on('SIGTERM', () => void end(0));
  process.on('SIGINT', () => void end(0));
  try {
    await start((stop) => stops.push(stop));
  } catch (error) {
    // A signal during the start takes the ground from under it: that is not worth telling.
    if (!stopping) console.error(explain(error));
    if (!stopping) await end(1);
  }
}

export function explain(error: unknown): string {
  if (error instanceof ConfigurationError) return error.message;
  const { code, port, message } = error as { code?: string; port?: number; message?: string };
  if (code === 'EADDRINUSE')
    return `Port ${port} is taken by another program. Choose another: PORT=${port! + 1}, or PORT=0 for any free one.`;
  if (code === 'EACCES' && port) return `Port ${port} is not open to this user. Choose one above 1023.`;
  if (code === 'ECONNREFUSED')
    return `Nothing answers at the address of DATABASE_URL or REDIS_URL: ${message}`;
  if (code === '28P01')
    return `The database does not let us in (${message}). A new database is made ready by: npx middletier migrate`;
  if (code === '3D000') return `The server has no such database: ${message}`;
  if (code === '42P01' || code === '3F000')
    return `The database is not up to date (${message}). Run: npx middletier migrate`;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
