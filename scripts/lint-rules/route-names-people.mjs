import { place } from './places.mjs';

const serves = new Set(['Get', 'Post', 'Put', 'Patch', 'Delete', 'Head', 'Options', 'All', 'Sse']);
/** `@Operation` says it with `keys`, which its type requires. */
const names = new Set(['Public', 'SignedIn', 'Roles', 'Keys', 'Operation']);

const decorators = (node) => (node.decorators ?? []).map(({ expression }) => expression);
const nameOf = (expression) => (expression.type === 'CallExpression' ? expression.callee.name : undefined);
const namesSomebody = (expression) =>
  names.has(nameOf(expression)) && !(nameOf(expression) === 'Roles' && expression.arguments.length === 0);

/** Every route names who may use it, on its method or its controller. (Boot refuses one that does not: apps/boot/routes.ts.) */
export default {
  illegal: {
    file: 'apps/web/school/agreements/controller.ts',
    code: `@Controller('agreements') export class AgreementsController { @Get(':id') show() {} @Post() @Roles() sign() {} }`,
    finds: 2,
  },
  meta: { type: 'problem', schema: [] },
  create(context) {
    if (place(context.filename).part !== 'apps' || place(context.filename).spec) return {};
    return {
      MethodDefinition(node) {
        const own = decorators(node);
        if (!own.some((expression) => serves.has(nameOf(expression)))) return;
        const above = decorators(node.parent.parent);
        const says = [...own, ...above].find((expression) => names.has(nameOf(expression)));
        if (!says || !namesSomebody(says))
          context.report({
            node: node.key,
            message: `${node.key.name} names nobody who may use it: @Public(), @SignedIn(), @Roles(…) or @Keys(…).`,
          });
      },
    };
  },
};
