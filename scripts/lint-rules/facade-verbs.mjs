import { place } from './places.mjs';

const most = 12;

/** A class of more than twelve public verbs is two things with one name. */
export default {
  illegal: {
    file: 'libs/ledger/ledger.ts',
    code: `export class Ledger {\n${Array.from({ length: most + 1 }, (_, i) => `  verb${i}() {}`).join('\n')}\n}`,
  },
  meta: { type: 'problem', schema: [] },
  create(context) {
    if (place(context.filename).part !== 'libs') return {};
    return {
      ClassBody(node) {
        const verbs = node.body.filter(
          (member) =>
            member.type === 'MethodDefinition' &&
            member.kind === 'method' &&
            !member.static &&
            !['private', 'protected'].includes(member.accessibility),
        );
        if (verbs.length > most)
          context.report({
            node: node.parent,
            message: `${verbs.length} public verbs: more than ${most} are two things.`,
          });
      },
    };
  },
};
