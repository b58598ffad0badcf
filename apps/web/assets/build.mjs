// The style sheet, the fonts and the scripts, under a folder named by their contents so that browsers keep them for good.
import { createHash } from 'node:crypto';
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { compile } from 'sass';

const here = dirname(fileURLToPath(import.meta.url));
const modules = join(here, '../../../node_modules');
const fonts = join(modules, '@fontsource/atkinson-hyperlegible/files');

export function buildAssets(outDir) {
  rmSync(outDir, { recursive: true, force: true });
  mkdirSync(join(outDir, 'fonts'), { recursive: true });
  const { css } = compile(join(here, 'application.scss'), {
    loadPaths: [modules],
    style: 'compressed',
    quietDeps: true,
  });
  writeFileSync(join(outDir, 'application.css'), css);
  for (const name of readdirSync(fonts).filter((file) =>
    /-(latin|latin-ext)-(400|700)-normal\.woff2$/.test(file),
  )) {
    cpSync(join(fonts, name), join(outDir, 'fonts', name));
  }
  for (const name of ['enhance.js', 'icon.svg']) cpSync(join(here, name), join(outDir, name));
  cpSync(join(modules, 'govuk-frontend/dist/govuk/govuk-frontend.min.js'), join(outDir, 'govuk-frontend.js'));
  writeFileSync(join(outDir, 'version'), version(outDir));
}

function version(folder) {
  const hash = createHash('sha256');
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true }).sort((a, b) =>
    a.name < b.name ? -1 : 1,
  )) {
    if (entry.isFile()) hash.update(entry.name).update(readFileSync(join(entry.parentPath, entry.name)));
  }
  return hash.digest('hex').slice(0, 12);
}
