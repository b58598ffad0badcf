/** A test that does not run proves nothing, and one that runs alone hides the others. */
export default {
  illegal: {
    file: 'libs/ledger/ledger.db.spec.ts',
    code: `test.only('a balance never goes below its floor', () => {});`,
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
      'CallExpression[callee.name=/^(x|f)(it|test|describe)$/]': (node) =>
        context.report({ node, message: 'Every test runs.' }),
    };
  },
};
