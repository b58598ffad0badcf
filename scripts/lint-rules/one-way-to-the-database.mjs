import { place } from './places.mjs';

/** A statement that writes: not `FOR UPDATE`, and not the `DO UPDATE SET` of one that is found already. */
const writes =
  /\b(?:INSERT\s+INTO|DELETE\s+FROM|MERGE\s+INTO|UPDATE\s+(?:ONLY\s+)?[\w."]+(?:\s+(?:AS\s+)?\w+)?\s+SET)\b/;
const writing = new Set(['insert', 'update', 'upsert', 'delete', 'increment', 'decrement']);

/** Whether a chain of calls begins at `tx.em`, also where its beginning was kept in a variable: `tx.em.createQueryBuilder().delete`. */
function ofEm(node, scope) {
  if (node.type === 'CallExpression') return ofEm(node.callee, scope);
  if (node.type === 'AwaitExpression') return ofEm(node.argument, scope);
  if (node.type === 'MemberExpression') return node.property.name === 'em' || ofEm(node.object, scope);
  if (node.type !== 'Identifier') return false;
  const kept = variable(node, scope)?.defs[0];
  if (kept?.type !== 'Variable' || !kept.node.init) return false;
  // `const { em } = tx` is it, whatever the rest is.
  if (kept.node.id.type === 'ObjectPattern') return node.name === 'em';
  return ofEm(kept.node.init, scope);
}

const variable = ({ name }, scope) => scope && (scope.set.get(name) ?? variable({ name }, scope.upper));

/**
 * Facades write a row through its entity (`tx.em.insert`, `tx.em.update`), so that a column is named once. SQL that writes (sets of rows,
 * upserts by expressions) stands in a `*.repository.ts` or a migration. `*.queries.ts` and apps only read, and SQL goes through
 * `tx.query`, which prepares it and gives rows under their keys. ADR 29.
 */
export default {
  illegal: {
    file: 'libs/insight/season.queries.ts',
    code: `
      const first = "INSERT INTO insight.season (name) VALUES ('spring')";
      const second = (table, tx) => tx.query(\`UPDATE \${table} SET name = 'summer'\`);
      const third = 'WITH gone AS (DELETE FROM insight.season RETURNING 1) SELECT count(*) FROM gone';
      const fourth = 'MERGE INTO insight.season USING given ON true WHEN MATCHED THEN DO NOTHING';
      const fifth = (tx, row) => tx.em.insert(Season, row);
      const sixth = (tx) => tx.em.query('SELECT 1');
      const seventh = (tx, row) => insertNew(tx, Season, row);
      const eighth = (tx) => tx.em.createQueryBuilder().insert().into(Season).execute();
      const ninth = (tx) => tx.em.createQueryBuilder().update(Season).set({ name }).execute();
      const tenth = (tx) => tx.em.createQueryBuilder().from(Season, 's').delete().execute();
      const eleventh = (tx) => {
        const kept = tx.em.createQueryBuilder();
        const into = kept.insert().into(Season);
        return into.execute();
      };
      const twelfth = (tx, row) => {
        const { em } = tx;
        return em.insert(Season, row);
      };
      const legal = 'SELECT name FROM insight.season FOR NO KEY UPDATE OF season';`,
    finds: 12,
  },
  meta: { type: 'problem', schema: [] },
  create(context) {
    const { part, room, name, spec, path } = place(context.filename);
    if (!['libs', 'apps'].includes(part) || room === 'testing' || spec || path.includes('/migrations/'))
      return {};
    const repository = part === 'libs' && name.endsWith('.repository.ts');
    const reads = part === 'apps' || name.endsWith('.queries.ts');
    const check = (node, text) => {
      if (!repository && writes.test(text))
        context.report({
          node,
          message: 'A row is written through its entity; SQL that writes stands in a *.repository.ts.',
        });
    };
    return {
      Literal: (node) => typeof node.value === 'string' && check(node, node.value),
      // What is put in is a name or a number.
      TemplateLiteral: (node) => check(node, node.quasis.map(({ value }) => value.cooked ?? '').join('x')),
      'CallExpression[callee.name="insertNew"]'(node) {
        if (reads) context.report({ node, message: 'Apps and queries only read.' });
      },
      'CallExpression[callee.type="MemberExpression"]'(node) {
        const called = node.callee.property.name;
        if (called !== 'query' && !writing.has(called)) return;
        if (!ofEm(node.callee.object, context.sourceCode.getScope(node))) return;
        if (called === 'query') context.report({ node, message: 'SQL goes through tx.query.' });
        else if (reads) context.report({ node, message: 'Apps and queries only read.' });
      },
    };
  },
};
