// The directed graph of contexts: who may call whom. Calls go down; facts go up by event. The only place to change it.

/** Each may call those of every layer above its own in this list, and none beside it. */
const layers = [
  ['platform'],
  ['operating-model', 'directory'],
  ['identity'],
  ['ledger'],
  ['catalogue', 'funding'],
  ['agreements'],
  ['delivery'],
  ['invoicing'],
  // Notifications listens: it knows the facts that others publish, and nobody calls it from below.
  ['notifications', 'insight'],
  ['blueprints'],
];
export const mayCall = {
  ...Object.fromEntries(
    layers.flatMap((layer, depth) => layer.map((context) => [context, layers.slice(0, depth).flat()])),
  ),
  // For specs and test/ only; see the rule `context-graph`.
  testing: ['platform', 'operating-model'],
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
