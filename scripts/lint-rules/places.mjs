// Where a file stands, from its path below the repository: { part: 'libs', room: 'ledger', name: 'ledger.ts', spec: false }.
import { relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../', import.meta.url));

export function place(filename) {
  const [part, room, ...rest] = relative(root, filename).split(sep);
  const name = rest.at(-1) ?? room ?? '';
  return { part, room, name, path: [part, room, ...rest].join('/'), spec: /\.spec\.ts$/.test(name) };
}

/** Code that decides about the operators' business: every context but the platform they stand on. */
export const isBusiness = (filename) => {
  const { part, room, spec } = place(filename);
  return part === 'libs' && room !== 'platform' && room !== 'testing' && !spec;
};
