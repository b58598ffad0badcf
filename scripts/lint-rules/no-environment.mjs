import { place } from './places.mjs';

/** Where a process begins. */
const programs = new Set([
  'apps/api/main.ts',
  'apps/web/main.ts',
  'apps/worker/main.ts',
  'apps/standalone/main.ts',
  'apps/terminal/with-database.ts',
]);

/** The environment is read once, by a program's main file, and becomes a validated Config. */
export default {
  illegal: { file: 'libs/notifications/mail.ts', code: 'export const server = process.env.SMTP_URL;' },
  meta: { type: 'problem', schema: [] },
  create(context) {
    const { part, room, name, path } = place(context.filename);
    if (
      part === 'test' ||
      (part === 'libs' && room === 'testing') ||
      (part === 'apps' && programs.has(path)) ||
      /\.spec\.ts$/.test(name)
    )
      return {};
    return {
      MemberExpression: (node) =>
        node.object.name === 'process' &&
        node.property.name === 'env' &&
        context.report({ node, message: 'Settings come from Config (libs/platform/config.ts).' }),
    };
  },
};
