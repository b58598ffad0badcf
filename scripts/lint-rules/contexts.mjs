// The directed graph of contexts: who may call whom. Calls go down; facts go up by event. The only place to change it.
export const mayCall = {
  platform: [],
  directory: ['platform'],
  identity: ['platform', 'directory'],
  ledger: ['platform', 'directory', 'identity'],
  catalogue: ['platform', 'directory', 'identity', 'ledger'],
  funding: ['platform', 'directory', 'identity', 'ledger'],
  agreements: ['platform', 'directory', 'identity', 'ledger', 'catalogue', 'funding'],
  delivery: ['platform', 'directory', 'identity', 'ledger', 'catalogue', 'funding', 'agreements'],
  commissioning: ['platform', 'directory', 'identity', 'ledger', 'catalogue', 'funding'],
  invoicing: [
    'platform',
    'directory',
    'identity',
    'ledger',
    'catalogue',
    'funding',
    'agreements',
    'delivery',
    'commissioning',
  ],
  // Listens: it knows the facts that others announce, and nobody calls it.
  notifications: [
    'platform',
    'directory',
    'identity',
    'ledger',
    'catalogue',
    'funding',
    'agreements',
    'delivery',
    'commissioning',
    'invoicing',
  ],
  insight: [
    'platform',
    'directory',
    'identity',
    'ledger',
    'catalogue',
    'funding',
    'agreements',
    'delivery',
    'commissioning',
    'invoicing',
  ],
  blueprints: [
    'platform',
    'directory',
    'identity',
    'ledger',
    'catalogue',
    'funding',
    'agreements',
    'delivery',
    'commissioning',
    'invoicing',
    'notifications',
    'insight',
  ],
  // For specs and test/ only; see the rule `context-graph`.
  testing: ['platform'],
};

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
