/** A test that does not run proves nothing, and one that runs alone hides the others. Nor may a table of tests be empty on some machine: that fails. */
export default {
  illegal: {
    file: 'libs/ledger/ledger.db.spec.ts',
    code: `test.only('a balance never goes below its floor', () => {}); test.each(parts.filter(here))('with %s', () => {});`,
    finds: 2,
  },
  meta: { type: 'problem', schema: [] },
  create(context) {
    const tests = new Set(['test', 'it', 'describe']);
    const leftOut = new Set(['only', 'skip', 'todo', 'failing']);
    const begins = (node) =>
      tests.has(node.name) || (node.type === 'MemberExpression' && begins(node.object));
    return {
      MemberExpression: (node) =>
        leftOut.has(node.property.name) &&
        begins(node.object) &&
        context.report({ node, message: `No .${node.property.name}: every test runs.` }),
      'CallExpression[callee.property.name="each"] > CallExpression.arguments[callee.property.name="filter"]':
        (node) =>
          context.report({
            node,
            message: 'An empty table fails the suite, on a machine that lacks what was asked for.',
          }),
      'CallExpression[callee.name=/^(x|f)(it|test|describe)$/]': (node) =>
        context.report({ node, message: 'Every test runs.' }),
    };
  },
};
