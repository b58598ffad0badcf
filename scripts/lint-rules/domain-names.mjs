import { place } from './places.mjs';

const vague = /(Manager|Helpers?|Utils?|Base|Impl)$/;
const vagueFile = /^(?:.*[-.])?(manager|helpers?|utils?|base|impl|common|misc)\.ts$/;

/** What the field has another word for: publish, processOnce, a request or a query by what it is about. */
const ours = /^(announce\w*|firstTime|Asked)$/;

/** Names are the domain's words. */
export default {
  illegal: {
    file: 'libs/ledger/ledger-utils.ts',
    code: 'export class LedgerManager {} export interface Asked {} export type Asked = string; class A { announce() {} firstTime() {} } function announceIt() {}',
    finds: 7,
  },
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
      ':matches(ClassDeclaration, TSInterfaceDeclaration, TSTypeAliasDeclaration, FunctionDeclaration) > Identifier.id, MethodDefinition > Identifier.key':
        (node) =>
          ours.test(node.name) &&
          context.report({ node, message: `${node.name}: the field has another word for it (ADR 21).` }),
    };
  },
};
