// Files of one context import each other in one direction. Types do not count: they are gone when the program runs.
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { cycle } from './contexts.mjs';

export function importCycle(root, folders) {
  const graph = {};
  for (const file of folders.flatMap((folder) => sources(join(root, folder)))) {
    graph[relative(root, file)] = imports(readFileSync(file, 'utf8'))
      .map((path) => relative(root, join(dirname(file), path.replace(/\.js$/, '.ts'))))
      .filter((path) => existsSync(join(root, path)));
  }
  return cycle(graph);
}

const imports = (source) =>
  [...source.matchAll(/^(?:import|export)\s+(?!type\b)(?:[^'";]*?\sfrom\s+)?'(\.[^']+)'/gm)]
    .filter(([statement]) => !/^(?:import|export)\s*\{(\s*type\s[^,}]+,?)*\s*\}/.test(statement))
    .map(([, path]) => path);

export function sources(folder) {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    return statSync(path).isDirectory() ? sources(path) : path.endsWith('.ts') ? [path] : [];
  });
}
