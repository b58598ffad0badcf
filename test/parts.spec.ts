import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { expect, test } from '@jest/globals';

const { satisfies, minVersion } = createRequire(import.meta.url)('semver') as {
  satisfies: (version: string, range: string) => boolean;
  minVersion: (range: string) => { version: string };
};

interface Part {
  readonly name?: string;
  readonly engines?: { readonly node?: string };
  readonly hasInstallScript?: boolean;
}
const read = (file: string) => JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>;
const { engines, allowScripts } = read('package.json') as {
  engines: { node: string };
  allowScripts: Record<string, boolean>;
};
const parts = Object.entries((read('package-lock.json') as { packages: Record<string, Part> }).packages);
const nameOf = (path: string) => path.split('node_modules/').at(-1)!;

/** The oldest Node that the README promises, and two that people have. */
const nodes = [minVersion(engines.node).version, '20.20.0', '22.13.0'];

const unfit = (given: typeof parts) =>
  given.flatMap(([path, { engines }]) =>
    nodes.filter((node) => engines?.node && !satisfies(node, engines.node)).map((node) => `${path}: ${node}`),
  );

test('every part of the lock file runs on the Node that the README promises', () => {
  expect(nodes[0]).toBe('20.19.0');
  expect(unfit(parts)).toEqual([]);
  expect(unfit([['node_modules/newer', { engines: { node: '>=22' } }]])).toContain(
    'node_modules/newer: 20.19.0',
  );
});

test('every script that runs at installation is answered for, and none reports home', () => {
  const scripts = parts.filter(([, part]) => part.hasInstallScript).map(([path]) => nameOf(path));
  expect(scripts.filter((name) => !(name in allowScripts))).toEqual([]);
  const scarf = parts.filter(([path, part]) => nameOf(path) === '@scarf/scarf' && part.name !== 'tslib');
  expect(scarf).toEqual([]);
});
