import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { execFile } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A clone with little in it, which builds in a second. */
let clone: string;
beforeAll(() => {
  clone = mkdtempSync(join(tmpdir(), 'middletier-build-'));
  for (const path of [
    'package.json',
    '.swcrc',
    'scripts',
    'apps/web/assets',
    'libs/platform/text.ts',
    'test/parts.spec.ts',
  ]) {
    cpSync(path, join(clone, path), { recursive: true });
  }
  mkdirSync(join(clone, 'apps/standalone'), { recursive: true });
  cpSync('apps/standalone/main.ts', join(clone, 'apps/standalone/main.ts'));
  symlinkSync(join(process.cwd(), 'node_modules'), join(clone, 'node_modules'));
});
afterAll(() => rmSync(clone, { recursive: true, force: true }));

const build = () =>
  new Promise<number>((resolve) =>
    execFile(process.execPath, [join(clone, 'scripts/build.mjs')], (error) => resolve(error ? 1 : 0)),
  );

it('leaves a whole build when several build at once over an old one', async () => {
  // An old one, of which nothing is to be left.
  mkdirSync(join(clone, 'dist/apps'), { recursive: true });
  writeFileSync(join(clone, 'dist/apps/old.js'), '');
  writeFileSync(join(clone, 'dist/.built'), '');
  utimesSync(join(clone, 'dist/.built'), 0, 0);

  expect(await Promise.all([build(), build()])).toEqual([0, 0]);

  expect(existsSync(join(clone, 'dist/apps/old.js'))).toBe(false);
  expect(existsSync(join(clone, 'dist/apps/standalone/main.js'))).toBe(true);
  expect(existsSync(join(clone, 'dist/public/application.css'))).toBe(true);
  expect(readdirSync(clone).filter((name) => name.startsWith('dist'))).toEqual(['dist']);
});
