import { place } from './places.mjs';

const known = /^(href|action|\w+Href|\w+Action)$/;

/**
 * A link opens where it stands: the page takes away an address that would not open for whoever looks (apps/web/kit/doors.ts),
 * and finds it by its name. So what a presenter makes of `paths` is called href or …Href, or of a form action or …Action,
 * and no address is written by hand.
 */
export default {
  illegal: {
    file: 'apps/web/school/visits/presenter.ts',
    code: `export const model = (id) => ({ cancel: id ? paths.visits.cancellation(id) : null, homeHref: '/home' });`,
    finds: 2,
  },
  meta: { type: 'problem', schema: [] },
  create(context) {
    const { part, room, name, spec } = place(context.filename);
    if (part !== 'apps' || room !== 'web' || spec || /(^|\.)controller\.ts$|^paths\.ts$/.test(name))
      return {};
    return {
      Property(node) {
        const key = node.key.name ?? node.key.value;
        if (known.test(key)) {
          if (parts(node.value).some(isWrittenByHand))
            context.report({ node, message: `Addresses come from paths, not by hand: ${key}.` });
        } else if (parts(node.value).some(isOfPaths)) {
          context.report({
            node,
            message: `Call it ${key}Href (of a form: ${key}Action), so that it is taken away where it would not open.`,
          });
        }
      },
    };
  },
};

/** The values that an expression may come to. */
function parts(node) {
  switch (node.type) {
    case 'ConditionalExpression':
      return [...parts(node.consequent), ...parts(node.alternate)];
    case 'LogicalExpression':
    case 'BinaryExpression':
      return [...parts(node.left), ...parts(node.right)];
    case 'TemplateLiteral':
      return [node, ...node.expressions.flatMap(parts)];
    case 'ArrayExpression':
      return node.elements.flatMap((element) => (element ? parts(element) : []));
    default:
      return [node];
  }
}

const isOfPaths = (node) =>
  node.type === 'CallExpression'
    ? isOfPaths(node.callee)
    : node.type === 'MemberExpression' && (node.object.name === 'paths' || isOfPaths(node.object));
const isWrittenByHand = (node) =>
  /^\/(?!\/)/.test(
    node.type === 'Literal'
      ? String(node.value)
      : node.type === 'TemplateLiteral'
        ? node.quasis[0].value.raw
        : '',
  );
