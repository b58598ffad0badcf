// An event without a listener does not exist: every `defineEvent` is the cause of at least one `defineJob`.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { sources } from './import-cycles.mjs';

export const illegal = `export const HoldSettled = defineEvent('ledger.hold-settled');`;

/** The names of the events that these texts define and no job type in them listens to. */
export function unheardEvents(texts) {
  const found = (pattern) => texts.flatMap((text) => [...text.matchAll(pattern)].map(([, name]) => name));
  const heard = new Set(found(/defineJob\([^;]*?\bon:\s*(\w+)/g));
  return found(/\bconst (\w+) = defineEvent\(/g).filter((event) => !heard.has(event));
}

/** Every source of the contexts. */
export const contextSources = (root) =>
  sources(join(root, 'libs'))
    .filter((file) => !file.endsWith('.spec.ts'))
    .map((file) => readFileSync(file, 'utf8'));
