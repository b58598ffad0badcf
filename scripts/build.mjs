// Compiles apps, libs and test into dist with swc, copies what is not TypeScript, and compiles the style sheet.
// Types are checked by `npm run lint`, so that the first `npm start` on a clean clone need not wait for them.
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const stamp = join(root, 'dist/.built');
const sources = ['apps', 'libs', 'test', 'package.json', '.swcrc', 'scripts'].map((path) => join(root, path));

function newest(path) {
  const stat = statSync(path);
  if (!stat.isDirectory()) return stat.mtimeMs;
  return readdirSync(path).reduce((latest, name) => Math.max(latest, newest(join(path, name))), stat.mtimeMs);
}

/** Made beside dist and put in its place when it is whole, so that two that build at once, or one that is stopped, leave a whole one. */
export async function build() {
  if (existsSync(stamp) && statSync(stamp).mtimeMs >= Math.max(...sources.map(newest))) return false;
  const started = new Date();
  const making = `dist.${process.pid}`;
  const old = `${making}.old`;
  try {
    execFileSync(
      process.execPath,
      [
        join(root, 'node_modules/@swc/cli/bin/swc.js'),
        'apps',
        'libs',
        'test',
        '-d',
        making,
        '--copy-files',
        '--quiet',
      ],
      { cwd: root, stdio: 'inherit' },
    );
    const { buildAssets } = await import('../apps/web/assets/build.mjs'); // Sass is only loaded when there is something to build.
    buildAssets(join(root, making, 'public'));
    // What is changed while it builds is newer than this, and is built the next time.
    writeFileSync(join(root, making, '.built'), '');
    utimesSync(join(root, making, '.built'), started, started);
    place(join(root, making), join(root, old));
  } finally {
    for (const left of [making, old]) rmSync(join(root, left), { recursive: true, force: true });
  }
  return true;
}

function place(made, old) {
  for (;;) {
    try {
      if (existsSync(join(root, 'dist'))) renameSync(join(root, 'dist'), old);
      return renameSync(made, join(root, 'dist'));
    } catch (error) {
      // Another took the old one away first, or put its own there.
      if (!['ENOENT', 'ENOTEMPTY', 'EEXIST'].includes(error.code)) throw error;
      rmSync(old, { recursive: true, force: true });
    }
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await build();
