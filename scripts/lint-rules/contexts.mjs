// The directed graph of contexts: whom each calls, or reads through what it publishes. Calls go down; facts go up by event. The only
// place to change it: an edge that nobody uses is refused too.
import { join } from 'node:path';
import { readFileSync } from 'node:fs';

export const mayCall = {
  platform: [],
  'operating-model': ['platform'],
  directory: ['platform'],
  identity: ['directory', 'operating-model', 'platform'],
  // Of the directory it reads a name: whose account is the other side of a statement's entry. Of the operating model, what a unit is called.
  ledger: ['directory', 'operating-model', 'platform'],
  catalogue: ['operating-model', 'platform'],
  entitlements: ['catalogue', 'directory', 'identity', 'ledger', 'operating-model', 'platform'],
  funding: ['directory', 'identity', 'ledger', 'operating-model', 'platform'],
  agreements: [
    'catalogue',
    'directory',
    'entitlements',
    'funding',
    'identity',
    'ledger',
    'operating-model',
    'platform',
  ],
  delivery: ['catalogue', 'directory', 'entitlements', 'identity', 'ledger', 'operating-model', 'platform'],
  invoicing: [
    'agreements',
    'catalogue',
    'delivery',
    'directory',
    'identity',
    'ledger',
    'operating-model',
    'platform',
  ],
  // Notifications listens: it knows the facts that others publish, and nobody calls it from below.
  notifications: [
    'agreements',
    'delivery',
    'directory',
    'identity',
    'invoicing',
    'operating-model',
    'platform',
  ],
  insight: [
    'agreements',
    'catalogue',
    'delivery',
    'directory',
    'entitlements',
    'funding',
    'identity',
    'invoicing',
    'ledger',
    'notifications',
    'operating-model',
    'platform',
  ],
  blueprints: [
    'catalogue',
    'directory',
    'entitlements',
    'identity',
    'invoicing',
    'ledger',
    'operating-model',
    'platform',
  ],
  // For specs and test/ only; see the rule `context-graph`.
  testing: ['platform', 'operating-model'],
};

/** What SQL names of a context: tables, or the views that it publishes. */
export const tablesNamed = new RegExp(
  `\\b(?:FROM|JOIN|INTO|UPDATE|USING)\\s+(${Object.keys(mayCall).join('|').replaceAll('-', '_')})\\.(\\w+)\\b(?!\\()`,
  'g',
);

/** The schema of `operating-model` is `operating_model`. */
export const contextOf = (schema) => schema.replaceAll('_', '-');

/** Edges of `graph` along which no source, as `[context, text]`, imports or reads. */
export function unusedEdges(graph, sources) {
  const used = new Set();
  for (const [context, text] of sources) {
    for (const [, target] of text.matchAll(/from '#([a-z-]+)'/g)) used.add(`${context} -> ${target}`);
    for (const [, schema] of text.matchAll(tablesNamed)) used.add(`${context} -> ${contextOf(schema)}`);
  }
  return Object.entries(graph)
    .flatMap(([context, targets]) => targets.map((target) => `${context} -> ${target}`))
    .filter((edge) => !used.has(edge));
}

/** Every source of a context that is no test and no migration, with the context's name. */
export const sourcesOfContexts = (files, libs) =>
  files
    .filter((file) => !/\.spec\.ts$|\/migrations\//.test(file))
    .map((file) => [file.slice(join(libs, '/').length).split('/')[0], readFileSync(file, 'utf8')]);

/** A path of contexts that leads back to where it began, or undefined. */
export function cycle(graph) {
  const settled = new Set();
  const visit = (node, path) => {
    if (path.includes(node)) return [...path.slice(path.indexOf(node)), node];
    if (settled.has(node)) return undefined;
    for (const next of graph[node] ?? []) {
      const found = visit(next, [...path, node]);
      if (found) return found;
    }
    settled.add(node);
    return undefined;
  };
  for (const node of Object.keys(graph)) {
    const found = visit(node, []);
    if (found) return found;
  }
  return undefined;
}
