import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { contextOf, mayCall, tablesNamed } from './contexts.mjs';
import { place } from './places.mjs';

const libs = fileURLToPath(new URL('../../libs', import.meta.url));
const contexts = readdirSync(libs);
const published = new Set(
  contexts
    .map((context) => `${libs}/${context}/views.sql`)
    .filter((file) => existsSync(file))
    .flatMap((file) =>
      [...readFileSync(file, 'utf8').matchAll(/^CREATE VIEW (\S+)/gm)].map(([, name]) => name),
    ),
);
/** Of another context SQL names the views that it publishes (libs/<context>/views.sql) and nothing else. The programs know the platform's tables. */
export default {
  illegal: {
    // A table of another's, and a view of one above.
    file: 'libs/catalogue/catalogue.queries.ts',
    code: 'export const sql = `SELECT 1 FROM agreements.agreements a JOIN identity.appointment v USING (school_id)`;',
    finds: 2,
  },
  meta: { type: 'problem', schema: [] },
  create(context) {
    const { part, room, spec, path } = place(context.filename);
    if (spec || path.includes('/migrations/') || room === 'testing' || !['libs', 'apps'].includes(part))
      return {};
    const own = part === 'libs' ? room : 'platform';
    const check = (node, text) => {
      for (const [, schema, name] of text.matchAll(tablesNamed)) {
        const owner = contextOf(schema);
        if (owner === own) continue;
        if (!published.has(`${schema}.${name}`))
          context.report({
            node,
            message: `${schema}.${name} is ${owner}'s own: read what libs/${owner}/views.sql publishes.`,
          });
        else if (part === 'libs' && !mayCall[room]?.includes(owner))
          context.report({
            node,
            message: `${room} may not read ${owner} (scripts/lint-rules/contexts.mjs).`,
          });
      }
    };
    return {
      Literal: (node) => typeof node.value === 'string' && check(node, node.value),
      TemplateElement: (node) => check(node, node.value.cooked ?? ''),
    };
  },
};
