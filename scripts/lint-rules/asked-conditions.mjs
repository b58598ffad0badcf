import { place } from './places.mjs';

const unasked = /\$\d+(?:::\w+(?:\[\])?)?\s+IS\s+NULL\s+OR\b/i;

/**
 * A statement has only the conditions that are asked for (`Parameters` of the platform): with `($2 IS NULL OR school_id = $2)` no plan
 * that is kept can use the key of a school.
 */
export default {
  illegal: {
    file: 'libs/delivery/visits.queries.ts',
    code: `
      const first = "SELECT 1 FROM delivery.visit WHERE ($2::uuid IS NULL OR school_id = $2)";
      const second = \`SELECT 1 FROM \${table} WHERE operator_id = $1 AND ($2 IS NULL OR school_id = ANY ($2))\`;
      const third = 'SELECT 1 FROM delivery.visit WHERE ($2::uuid[] is null or school_id = ANY ($2))';`,
    finds: 3,
  },
  meta: { type: 'problem', schema: [] },
  create(context) {
    const { part, room, spec, path } = place(context.filename);
    if (!['libs', 'apps'].includes(part) || room === 'testing' || spec || path.includes('/migrations/'))
      return {};
    const check = (node, text) => {
      if (unasked.test(text))
        context.report({
          node,
          message: 'A condition that nobody asks for is left out: new Parameters(…).and(…).',
        });
    };
    return {
      Literal: (node) => typeof node.value === 'string' && check(node, node.value),
      TemplateLiteral: (node) => check(node, node.quasis.map(({ value }) => value.cooked ?? '').join('x')),
    };
  },
};
