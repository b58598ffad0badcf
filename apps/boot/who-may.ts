import { roleName, type Who } from '#identity';
import { roles } from '#platform';
import type { Route } from './routes.js';

const byAddress = (one: Route, other: Route) =>
  one.path.localeCompare(other.path, 'en') || one.method.localeCompare(other.method, 'en');
const verbOf = ({ controller, verb }: Route) => `${controller.replace(/Controller$/, '')}.${verb}`;
const mark = (may: boolean) => (may ? 'yes' : '');

/** The matrix of roles and verbs, as docs/who-may.md shows it: what the routes themselves say. */
export function whoMay(routes: readonly Route[]): string {
  const sorted = [...routes].sort(byAddress);
  const of = (...kinds: Who['by'][]) => sorted.filter(({ who }) => kinds.includes(who.by));
  return [
    '# Who may use what',
    'Made by `npm run who-may` from the decorators of the routes; a test compares it with them, and tries each as each role.',
    'A role opens a verb; whose rows it reaches is PostgreSQL’s to say (ADR 3), and what it may commit is the facade’s.',
    '## Pages',
    'By role, with a session and nothing else.',
    table(
      ['Address', 'Verb', ...roles.map(roleName)],
      of('role').map((route) => [
        ...cells(route),
        ...roles.map((role) => mark(route.who.by === 'role' && route.who.roles.includes(role))),
      ]),
    ),
    '## The API',
    'By key, and nothing else. The operator’s own key is one of a party too; a key may read, or also write.',
    table(
      ['Address', 'Verb', 'A party’s key', 'The operator’s own key'],
      of('key').map((route) => [
        ...cells(route),
        mark(route.who.by === 'key' && route.who.of === 'party'),
        mark(true),
      ]),
    ),
    '## Whoever signed in',
    table(['Address', 'Verb'], of('session').map(cells)),
    '## Everyone',
    table(['Address', 'Verb'], of('anyone').map(cells)),
  ]
    .join('\n\n')
    .concat('\n');
}

const cells = (route: Route): string[] => [`\`${route.method} ${route.path}\``, verbOf(route)];

/** A table of Markdown, its columns as wide as their widest cell. */
function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((_, column) => Math.max(3, ...[head, ...rows].map((row) => row[column]!.length)));
  const line = (row: readonly string[], filler = ' ') =>
    `| ${row.map((cell, column) => cell.padEnd(widths[column]!, filler)).join(' | ')} |`;
  return [
    line(head),
    line(
      head.map(() => ''),
      '-',
    ),
    ...rows.map((row) => line(row)),
  ].join('\n');
}
