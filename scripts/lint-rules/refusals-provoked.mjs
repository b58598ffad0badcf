// A refusal that no test names is a sentence nobody has seen.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const filesUnder = (folder) =>
  readdirSync(folder, { recursive: true })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => join(folder, name));
const isTest = (file) => file.endsWith('.spec.ts') || /(^|\/)test\//.test(file);

/**
 * The codes that a source can refuse with: those that it makes, that a verb says of itself, or that stand for a status of HTTP. A
 * `refusals.ts` names its own without the context, which it says once.
 */
export function refusalCodes(source) {
  const code = /`([a-z-]+\.[a-z-]+)`/g;
  const said = [...source.matchAll(/\bRefuses:((?:[^.`/]|`[^`]*`)*)/g)].flatMap(([, codes]) => [
    ...codes.matchAll(code),
  ]);
  const made = source.matchAll(/(?:new Refusal\(|\bcode:|\b\d{3}: \[)\s*'([a-z-]+\.[a-z-]+)'/g);
  const named = [...said, ...made].map(([, code]) => code);
  const [, context] = /new Refusal\(`([a-z-]+)\.\$\{code\}`/.exec(source) ?? [];
  const ofContext = [...source.matchAll(/: (?:\([^)]*\) =>\s*)?refusal\(\s*'([a-z-]+)'/g)].map(
    ([, code]) => `${context}.${code}`,
  );
  return [...named, ...ofContext];
}

/** Every code that `sources` refuse with and that no test names. */
export const unprovoked = (sources, tests) => {
  const said = tests.join('\n');
  const codes = new Set(sources.flatMap(refusalCodes));
  return [...codes].filter((code) => !said.includes(`'${code}'`)).sort();
};

/** The same for the whole project. */
export function unprovokedRefusals(root) {
  const files = ['apps', 'libs', 'test'].flatMap((folder) => filesUnder(join(root, folder)));
  const read = (file) => readFileSync(file, 'utf8');
  return unprovoked(
    files.filter((file) => !isTest(file.slice(root.length))).map(read),
    files.filter((file) => isTest(file.slice(root.length))).map(read),
  );
}
