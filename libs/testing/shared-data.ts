import { existsSync } from 'node:fs';
import { resolve } from 'node:path';

/** A file of the real, published data beside the project; undefined where it is not, and tests use generated data alone. */
export function sharedData(path: string): string | undefined {
  const file = resolve(process.cwd(), '../shared/data', path);
  return existsSync(file) ? file : undefined;
}
