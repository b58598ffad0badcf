/** Rows are inserted and updated by version: no save(), cascades, eager or lazy relations, subscribers, synchronize. */
export default {
  illegal: {
    file: 'libs/delivery/booking.repository.ts',
    code: 'export const keep = (em, booking) => em.save(booking);',
  },
  meta: { type: 'problem', schema: [] },
  create(context) {
    const magic = new Set(['cascade', 'eager', 'lazy', 'synchronize', 'subscribers']);
    const imported = () => /from 'typeorm'/.test(context.sourceCode.text);
    return {
      CallExpression: (node) =>
        node.callee.property?.name === 'save' &&
        context.report({ node, message: 'Insert, or update by version: no save().' }),
      Property: (node) =>
        magic.has(node.key.name) &&
        node.value.value !== false &&
        imported() &&
        context.report({ node, message: `No ${node.key.name}: write the SQL.` }),
      'Decorator[expression.callee.name="EventSubscriber"]': (node) =>
        context.report({ node, message: 'No subscribers: publish an event.' }),
    };
  },
};
