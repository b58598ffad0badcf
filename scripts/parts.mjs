// Parts of many small files are made into a few: to find, open and read thousands of files takes most of a program's start.
// Programs and tests import these in their place (ADR 34).
import { createHash } from 'node:crypto';
import { cpSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');

/** With all that they need; what else our code imports itself stays outside, so that it is there once. */
const gathered = [
  '@nestjs/common',
  '@nestjs/core',
  '@nestjs/platform-fastify',
  '@nestjs/swagger',
  '@nestjs/terminus',
  '@nestjs/testing',
  'class-validator',
  'fastify',
  'nestjs-pino',
  'rxjs',
  'typeorm',
  'uuid',
  'zod',
];

/** They find files beside themselves, or start threads from them. */
const apart = ['pino', 'pino-http'];

const imported = new RegExp(
  String.raw`^((?:import|export) \{([^}]*)\} from )'(${gathered.join('|')})';$`,
  'gm',
);

const otherwise = new RegExp(
  String.raw`^(?:import|export) [^;]*?'(${gathered.join('|')})';$|import\('(${gathered.join('|')})'`,
  'm',
);

/** Gathers into `made/parts` what the code in `made` imports, or takes it from `old` where it is the same. */
export async function gatherParts(made, old) {
  const files = readdirSync(made, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.js'))
    .map((name) => ({ name, text: readFileSync(join(made, name), 'utf8') }));
  const wanted = namesWanted(files);
  if (!wanted.size) return;
  const doors = [...wanted]
    .map(([part, names]) => [part, `export { ${[...names].sort().join(', ')} } from '${part}';`])
    .sort();
  const of = createHash('sha256')
    .update(JSON.stringify(doors))
    .update(readFileSync(join(root, 'package-lock.json')))
    .update(readFileSync(fileURLToPath(import.meta.url)))
    .digest('hex');
  if (!taken(join(old, 'parts'), of, join(made, 'parts'))) {
    const { build } = await import('esbuild').catch(() => ({}));
    if (!build)
      return console.warn('esbuild is not installed (npm ci): what is built starts more slowly without it.');
    await bundle(build, new Map(doors.map(([part, text]) => [fileOf(part), text])), join(made, 'parts'));
  }
  writeFileSync(join(made, 'parts/.of'), of);
  for (const { name, text } of files) {
    const told = text.replace(imported, (_, start, names, part) => {
      const path = relative(dirname(name), join('parts', fileOf(part)));
      return `${start}'${path.startsWith('.') ? path : `./${path}`}';`;
    });
    const missed = otherwise.exec(told);
    if (missed)
      throw new Error(
        `${name} imports ${missed[1] ?? missed[2]} otherwise than by names, and would have it a second time.`,
      );
    if (told !== text) writeFileSync(join(made, name), told);
  }
}

/** Whether the same parts were there before; another build may take them away at any time. */
function taken(parts, of, to) {
  try {
    if (readFileSync(join(parts, '.of'), 'utf8') !== of) return false;
    cpSync(parts, to, { recursive: true });
    return true;
  } catch (error) {
    if (error.code === 'ENOENT') return false;
    throw error;
  }
}

const fileOf = (part) => `${part.replace('/', '-')}.js`;

function namesWanted(files) {
  const wanted = new Map();
  for (const { text } of files)
    for (const [, , names, part] of text.matchAll(imported))
      for (const name of names.split(',').filter((one) => one.trim()))
        wanted.set(part, (wanted.get(part) ?? new Set()).add(name.trim().split(' ')[0]));
  return wanted;
}

async function bundle(build, doors, outdir) {
  const { dependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const outside = new Set([
    ...Object.keys(dependencies).filter((name) => !gathered.includes(name)),
    ...apart,
  ]);
  await build({
    entryPoints: [...doors.keys()].map((file) => ({ in: `door:${file}`, out: file.replace(/\.js$/, '') })),
    outdir,
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    minifyWhitespace: true,
    legalComments: 'none',
    logLevel: 'error',
    // For what is CommonJS and asks for Node's own.
    banner: {
      js: `import{createRequire as makeRequire}from'node:module';const require=makeRequire(import.meta.url);`,
    },
    plugins: [
      {
        name: 'doors',
        setup(esbuild) {
          esbuild.onResolve({ filter: /^door:/ }, ({ path }) => ({ path: path.slice(5), namespace: 'door' }));
          esbuild.onLoad({ filter: /./, namespace: 'door' }, ({ path }) => ({
            contents: doors.get(path),
            resolveDir: root,
          }));
          esbuild.onResolve({ filter: /^[^./]/ }, async ({ path, pluginData, ...from }) => {
            if (pluginData === 'asked' || path.startsWith('door:')) return;
            if (outside.has(/^(@[^/]+\/)?[^/]+/.exec(path)[0])) return { path, external: true };
            const found = await esbuild.resolve(path, { ...from, pluginData: 'asked' });
            // What is not installed is an option that nobody took: it fails when it is asked for, as before.
            return found.errors.length ? { path, external: true } : found;
          });
        },
      },
    ],
  });
}
