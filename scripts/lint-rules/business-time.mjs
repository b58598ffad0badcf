import { isBusiness } from './places.mjs';

const clocks = { Date: ['now'], Math: ['random'], performance: ['now'] };
const sqlClock =
  /\bnow\s*\(\s*\)|\b(current_date|current_timestamp|current_time|localtimestamp|localtime)\b/i;

/**
 * Business time is `tx.now` and `tx.today`, and chance comes from a seed. SQL that notes when a row was recorded says
 * clock_timestamp(), which is no business date.
 */
export default {
  illegal: {
    file: 'libs/agreements/agreements.ts',
    code: 'const due = `SELECT 1 FROM agreements.agreement WHERE ends_on < now()`;',
  },
  meta: { type: 'problem', schema: [] },
  create(context) {
    if (!isBusiness(context.filename)) return {};
    const report = (node, what) =>
      context.report({ node, message: `${what}: business time is tx.now and tx.today.` });
    const sql = (node, text) =>
      sqlClock.test(text.replace(/--.*$/gm, '')) &&
      /\b(select|insert|update|default|values|where|set)\b/i.test(text) &&
      report(node, 'The database’s clock');
    return {
      NewExpression: (node) =>
        node.callee.name === 'Date' && node.arguments.length === 0 && report(node, 'new Date()'),
      MemberExpression(node) {
        const { object, property } = node;
        if (clocks[object.name]?.includes(property.name)) report(node, `${object.name}.${property.name}`);
        if (
          object.type === 'MemberExpression' &&
          object.object.name === 'Temporal' &&
          object.property.name === 'Now'
        )
          report(node, 'Temporal.Now');
      },
      Literal: (node) => typeof node.value === 'string' && sql(node, node.value),
      TemplateLiteral: (node) => sql(node, node.quasis.map((part) => part.value.raw).join(' ')),
    };
  },
};
