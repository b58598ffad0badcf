import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { groupsOfSettings } from '#operating-model';
import { Config, declaredFields } from '#platform';

const under = (folder: string, end: string): string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith(end))
    .map((name) => join(folder, name));
const read = (file: string) => readFileSync(file, 'utf8');
const pages = ['README.md', ...['docs', 'libs', 'apps'].flatMap((folder) => under(folder, '.md'))];
const sources = ['apps', 'libs', 'test', 'scripts', 'docs', 'docker'].flatMap((folder) => under(folder, ''));
const guide = read('docs/operators.md');

test('every setting of an installation is in the operators’ guide', () => {
  expect([...declaredFields(Config)].filter((name) => !guide.includes(`\`${name}\``))).toEqual([]);
});

test('in containers every setting of .env counts too', () => {
  const { services } = parse(read('docker/compose.yaml'), { merge: true }) as {
    services: Record<string, { env_file?: unknown }>;
  };
  for (const ours of ['web', 'api', 'worker', 'migrate'])
    expect(services[ours]!.env_file).toEqual([{ path: '.env', required: false }]);
});

test('every rule that a blueprint may set is in the operators’ guide', () => {
  const rules = groupsOfSettings.flatMap(([group, shape]) =>
    Object.keys(shape)
      .filter((name) => name !== 'illustrative')
      .map((name) => `${group}.${name}`),
  );
  const named = (rule: string) =>
    guide.includes(`\`${rule}\``) || guide.includes(`\`.${rule.slice(rule.indexOf('.') + 1)}\``);
  expect(rules.length).toBeGreaterThan(10);
  expect(rules.filter((rule) => !named(rule))).toEqual([]);
});

test('every file that a page names is there, and every link leads somewhere', () => {
  const dead = pages.flatMap((page) => {
    const text = read(page);
    const beside = (path: string) => existsSync(join(dirname(page), path));
    const files = [...text.matchAll(/`([\w./-]+)`/g)]
      .map(([, name]) => name!)
      // What stands for any name: `X.spec.ts`, `0001-name.ts` is written NNNN-name.ts.
      .filter((name) => !/(^|\/)X\.|NNNN/.test(name))
      .filter((name) =>
        /^(apps|libs|test|scripts|docs|docker)\//.test(name)
          ? !existsSync(name)
          : /\.(ts|mjs|sql|njk|yaml)$/.test(name) &&
            !beside(name) &&
            !sources.some((source) => source.endsWith(`/${name}`)),
      );
    const links = [...text.matchAll(/\]\(([^)#]+)\)/g)]
      .map(([, link]) => link!)
      .filter((link) => !link.startsWith('http') && !beside(link));
    return [...files, ...links].map((what) => `${page}: ${what}`);
  });
  expect(dead).toEqual([]);
});

test('every verb that a context’s page gives to a facade is one of its own', () => {
  const facades = new Map(
    under('libs', '.ts')
      .filter((file) => !file.endsWith('.spec.ts'))
      .flatMap((file) => [...read(file).matchAll(/^export class (\w+)[^{]*\{([\s\S]*?)^\}/gm)])
      .map(([, name, body]) => [name!, body!] as const),
  );
  const has = (facade: string, verb: string) =>
    new RegExp(`^  (async )?${verb}(<[^>]*>)?\\(`, 'm').test(facades.get(facade) ?? '');
  const rows = pages.flatMap((page) =>
    [...read(page).matchAll(/^\| `([A-Z]\w+)` +\|(.*)\|$/gm)]
      .filter(([, facade]) => facades.has(facade!))
      .flatMap(([, facade, verbs]) =>
        [...verbs!.matchAll(/`([a-z]\w+)`/g)].map(([, verb]) => ({ page, facade: facade!, verb: verb! })),
      ),
  );
  expect(rows.length).toBeGreaterThan(60);
  expect(rows.filter(({ facade, verb }) => !has(facade, verb))).toEqual([]);
});

test('every event is among those that its context’s page names', () => {
  const events = under('libs', '.ts').flatMap((file) =>
    [...read(file).matchAll(/defineEvent\('(([\w-]+)\.([\w-]+))'\)/g)].map(([, whole, context, name]) => ({
      ...{ whole: whole!, context: context!, name: name! },
    })),
  );
  const named = (context: string) =>
    [...read(`libs/${context}/README.md`).matchAll(/\bEvents?(?:\.\*\*|[^.:]*:)([\s\S]*?)\.\s/g)].flatMap(
      ([, names]) => names!.split(/[^\w.-]+/),
    );
  expect(events.length).toBeGreaterThan(15);
  expect(
    events.filter(({ context, name, whole }) => !named(context).some((one) => [name, whole].includes(one))),
  ).toEqual([]);
});

test('the migrations of a context are numbered in the order in which they run', () => {
  const folders = readdirSync('libs')
    .map((context) => join('libs', context, 'migrations'))
    .filter((folder) => existsSync(folder));
  expect(folders.length).toBeGreaterThan(8);
  for (const folder of folders) {
    const files = readdirSync(folder)
      .filter((name) => name.endsWith('.ts'))
      .sort();
    const times = files.map((name) => Number(/class \w*?(\d{13}) /.exec(read(join(folder, name)))![1]));
    expect(times).toEqual([...times].sort((one, other) => one - other));
    expect(files.map((name) => Number(name.slice(0, 4)))).toEqual(files.map((_, index) => index + 1));
  }
});
