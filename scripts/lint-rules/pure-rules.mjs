import { isBusiness, place } from './places.mjs';

const frameworks = /^(@nestjs\/|typeorm$|bullmq$|fastify$)/;

/** A plain file of a context is a facade, which Nest makes, or pure rules, which know neither Nest nor TypeORM. */
export default {
  illegal: {
    file: 'libs/delivery/booking.ts',
    code: `import { Logger } from '@nestjs/common';\nexport const confirm = () => new Logger('x');`,
  },
  meta: { type: 'problem', schema: [] },
  create(context) {
    const { name } = place(context.filename);
    if (!isBusiness(context.filename) || name.split('.').length > 2) return {};
    const imports = [];
    let facade = false;
    return {
      ImportDeclaration: (node) =>
        frameworks.test(node.source.value) && node.importKind !== 'type' && imports.push(node),
      Decorator: (node) => (facade ||= node.expression.callee?.name === 'Injectable'),
      'Program:exit': () => {
        for (const node of facade ? [] : imports)
          context.report({ node, message: `Pure rules do not know ${node.source.value}.` });
      },
    };
  },
};
