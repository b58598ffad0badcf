// An event without a listener does not exist: every `defineEvent` is the cause of at least one `defineJob`.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { sources } from './import-cycles.mjs';

/** The names of the events that are defined below the folders and that no job type listens to. */
export function unheardEvents(root, folders) {
  const texts = folders
    .flatMap((folder) => sources(join(root, folder)))
    .filter((file) => !file.endsWith('.spec.ts'))
    .map((file) => readFileSync(file, 'utf8'));
  const found = (pattern) => texts.flatMap((text) => [...text.matchAll(pattern)].map(([, name]) => name));
  const heard = new Set(found(/defineJob\([^;]*?\bon:\s*(\w+)/g));
  return found(/\bconst (\w+) = defineEvent\(/g).filter((event) => !heard.has(event));
}
