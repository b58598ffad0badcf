// Every rule must catch its illegal example, and neither the contexts nor their files may import each other in a circle.
import { Linter } from 'eslint';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import tseslint from 'typescript-eslint';
import { cycle, mayCall, sourcesOfContexts, unusedEdges } from './contexts.mjs';
import { importCycle, sources } from './import-cycles.mjs';
import { rules } from './index.mjs';
import { unprovoked, unprovokedRefusals } from './refusals-provoked.mjs';
import { askNobody, illegal as deadLinks, templateLinks } from './template-links.mjs';
import { contextSources, illegal, unheardEvents } from './unheard-events.mjs';

const root = fileURLToPath(new URL('../../', import.meta.url));
let failures = 0;
const fail = (sentence) => {
  failures++;
  console.error(sentence);
};

const linter = new Linter({ cwd: root });
for (const [name, { illegal }] of Object.entries(rules)) {
  const config = {
    files: ['**/*.ts'],
    languageOptions: { parser: tseslint.parser },
    plugins: { middletier: { rules } },
    rules: { [`middletier/${name}`]: 'error' },
  };
  const found = linter.verify(illegal.code, [config], { filename: join(root, illegal.file) });
  if (found.filter(({ ruleId }) => ruleId === `middletier/${name}`).length < (illegal.finds ?? 1))
    fail(`The rule ${name} does not catch its illegal example.`);
}

const circles = [cycle(mayCall), importCycle(root, ['libs', 'apps'])];
for (const circle of circles) if (circle) fail(`A circle: ${circle.join(' -> ')}`);
if (!cycle({ ledger: ['agreements'], agreements: ['ledger'] }))
  fail('A planted circle of contexts was not found.');
if (!importCycle(join(root, 'scripts/lint-rules/planted'), ['.']))
  fail('A planted circle of files was not found.');

const libs = join(root, 'libs');
for (const edge of unusedEdges(mayCall, sourcesOfContexts(sources(libs), libs)))
  fail(`${edge} is an edge that nobody uses: take it out of scripts/lint-rules/contexts.mjs.`);
if (unusedEdges({ a: ['b', 'ledger'] }, [['a', 'SELECT 1 FROM ledger.lots']]).join() !== 'a -> b')
  fail('A planted edge that nobody uses was not found.');

for (const event of unheardEvents(contextSources(root)))
  fail(`${event} is an event that no job type listens to.`);
if (!unheardEvents([illegal]).length) fail('A planted event that nobody hears was not found.');
for (const sentence of templateLinks(join(root, 'apps/web'))) fail(sentence);
for (const template of deadLinks)
  if (!askNobody('planted', template).length) fail(`A planted link was not found: ${template}`);

for (const code of unprovokedRefusals(root)) fail(`${code} is a refusal that no test provokes.`);
if (
  unprovoked(
    [
      "throw new Refusal('a.said', '')",
      "throw new Refusal('a.silent', '')",
      '/** Refuses: `a.said`, `a.told`. */',
    ],
    ["'a.said'"],
  ).join() !== 'a.silent,a.told'
)
  fail('A planted refusal that no test provokes was not found.');

if (!failures)
  console.log(
    `${Object.keys(rules).length} rules catch their illegal examples; nothing imports in a circle; every edge is used; every event is heard; every refusal is provoked.`,
  );
process.exit(failures ? 1 : 0);
