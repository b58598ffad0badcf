import { place } from './places.mjs';

const vague = /(Manager|Helpers?|Utils?|Base|Impl)$/;
const vagueFile = /^(?:.*[-.])?(manager|helpers?|utils?|base|impl|common|misc)\.ts$/;

/** Names are the domain's words. */
export default {
  illegal: { file: 'libs/ledger/ledger-utils.ts', code: 'export class LedgerManager {}' },
  meta: { type: 'problem', schema: [] },
  create(context) {
    const { name } = place(context.filename);
    return {
      Program: (node) =>
        vagueFile.test(name) &&
        context.report({ node, message: `${name} says nothing: use the domain's word.` }),
      ':matches(ClassDeclaration, TSInterfaceDeclaration)': (node) =>
        vague.test(node.id?.name ?? '') &&
        context.report({ node, message: `${node.id.name} says nothing: use the domain's word.` }),
    };
  },
};
