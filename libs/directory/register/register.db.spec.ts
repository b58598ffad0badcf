import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { parse } from 'csv-parse/sync';
import { stringify } from 'csv-stringify/sync';
import iconv from 'iconv-lite';
import {
  Directory,
  generateRegister,
  organisationId,
  papersAuthorities,
  Register,
  registerFile,
  schoolId,
  type RegisterFile,
} from '#directory';
import { Database, type SystemTx } from '#platform';
import { searchSchools } from '../directory.queries.js';
import { ownDatabase, sharedData } from '#testing';

const register = new Register();
const directory = new Directory();
const made = generateRegister({ seed: 1, authorities: papersAuthorities });
const text = iconv.decode(await buffer(made.register.open()), 'win1252');
const lines = text.trimEnd().split('\r\n');
const file = (content: readonly string[] | string, name = 'register.csv'): RegisterFile => {
  const bytes = iconv.encode(
    typeof content === 'string' ? content : `${content.join('\r\n')}\r\n`,
    'win1252',
  );
  return { name, bytes: bytes.length, open: () => Readable.from([bytes]) };
};

let db: Database;
let drop: () => Promise<void>;
beforeAll(async () => {
  const own = await ownDatabase();
  drop = own.drop;
  db = await Database.connect(own.config);
  await system((tx) => register.import(tx, made.register));
  await system((tx) => register.importLinks(tx, made.links));
});
afterAll(async () => {
  await db.onApplicationShutdown();
  await drop();
});
const system = <Result>(fn: (tx: SystemTx) => Promise<Result>) => db.systemTx('test', fn);
const importing = (content: readonly string[] | string) => system((tx) => register.import(tx, file(content)));
const count = (sql: string) =>
  system(async (tx) => Number((await tx.query<{ n: bigint }>(`SELECT count(*) AS n FROM ${sql}`))[0]!.n));
/** Each test leaves the register as generated. */
afterEach(async () => {
  await importing(text);
});

const at = (name: string) => lines[0]!.split(',').indexOf(name);
const changed = (line: number, column: string, value: string) =>
  lines.map((each, index) =>
    index === line
      ? each
          .split(',')
          .map((field, position) => (position === at(column) ? value : field))
          .join(',')
      : each,
  );
const plain = lines.findIndex((line, index) => index > 0 && !line.includes('"') && line.includes(',Open,'));
const urn = Number(lines[plain]!.split(',')[0]);

test('every row of the file is a school and an organisation, and the papers’ counts are there', async () => {
  expect(await count('directory.school')).toBe(lines.length - 1);
  expect(
    await count(`directory.school s FULL JOIN (SELECT * FROM directory.organisation WHERE kind = 'school') o USING (organisation_id)
    WHERE s.name IS DISTINCT FROM o.name OR s.urn::text <> o.key`),
  ).toBe(0);
  for (const { code, schools, grammarSchools = 0 } of papersAuthorities) {
    const open = await system((tx) => directory.openStateFundedSchools(tx, { laCodes: [code] }));
    expect(open).toHaveLength(schools);
    expect(
      await system((tx) => directory.openStateFundedSchools(tx, { laCodes: [code], excludeSelective: true })),
    ).toHaveLength(schools - grammarSchools);
    const excluded = await system((tx) =>
      directory.openStateFundedSchools(tx, { laCodes: [code], excludeUrns: [open[0]!.urn] }),
    );
    expect(excluded.map((school) => school.urn)).toEqual(open.slice(1).map((school) => school.urn));
  }
  expect(await system((tx) => directory.lasByCode(tx, ['919', '314']))).toMatchObject([
    { name: 'Hertfordshire' },
    { name: 'Kingston upon Thames' },
  ]);
  await expect(system((tx) => directory.lasByCode(tx, ['001']))).rejects.toMatchObject({
    code: 'directory.unknown-la',
  });
});

test('the same file again changes nothing, reordered or not', async () => {
  const all = {
    rows: lines.length - 1,
    created: 0,
    changed: 0,
    unchanged: lines.length - 1,
    missing: 0,
    rejected: [],
  };
  expect(await importing(text)).toEqual(all);
  expect(await importing([lines[0]!, ...lines.slice(1).reverse()])).toEqual(all);
});

test('what a newer file says otherwise is updated, its organisation’s name too, and a lacking column is left as it was', async () => {
  expect(await importing(changed(plain, 'EstablishmentName', 'Zoë’s School – new'))).toMatchObject({
    changed: 1,
    created: 0,
  });
  expect(await system((tx) => directory.find(tx, schoolId(urn)))).toEqual({
    organisationId: schoolId(urn),
    kind: 'school',
    key: String(urn),
    name: 'Zoë’s School – new',
  });
  const before = await system((tx) => directory.byUrn(tx, urn));
  const wanted = ['URN', 'LA (name)', 'EstablishmentName', 'EstablishmentStatus (name)'];
  const rows = parse(text, { columns: true }) as Record<string, string>[];
  await importing(stringify(rows, { header: true, columns: wanted, record_delimiter: '\r\n' }));
  const after = await system((tx) => directory.byUrn(tx, urn));
  expect(after).toEqual({ ...before, name: lines[plain]!.split(',')[at('EstablishmentName')] });
});

test('a school that a newer file lacks is marked, and unmarked when it is back', async () => {
  const without = lines.filter((_, index) => index !== plain);
  expect(await importing(without)).toMatchObject({ missing: 1, changed: 0 });
  expect((await system((tx) => directory.byUrn(tx, urn)))!.missingSince).toMatch(/^\d{4}-\d\d-\d\d$/);
  expect(await importing(without)).toMatchObject({ missing: 0, changed: 0 });
  expect(await importing(text)).toMatchObject({ changed: 1, missing: 0 });
  expect((await system((tx) => directory.byUrn(tx, urn)))!.missingSince).toBeNull();
});

test('malformed rows are left out with their line and reason, and the rest goes on', async () => {
  const broken = [...lines];
  broken.splice(5, 0, '999999,too,few');
  broken.splice(9, 0, '81x,"open');
  broken.push(lines[plain]!);
  const summary = await importing(broken);
  expect(summary).toMatchObject({ unchanged: lines.length - 1, changed: 0, created: 0 });
  expect(summary.rejected.map(({ line, reason }) => [line, reason])).toEqual([
    [6, 'it has 3 fields where the header has 33'],
    [10, 'its quotation marks do not match'],
    [broken.length, `it repeats line ${plain + 1 + (plain >= 5 ? 1 : 0) + (plain >= 8 ? 1 : 0)}: ${urn}`],
  ]);
  expect(await count('directory.rejected_row')).toBe(3);
});

test.each([
  ['no register', 'a,b\r\n1,2\r\n', 'directory.not-a-register'],
  ['empty', '', 'directory.not-a-register'],
  ['without one good row', `${lines[0]}\r\nx\r\n`, 'directory.not-a-register'],
  ['cut short', text.slice(0, text.length - 60), 'directory.truncated'],
  [
    'lacking 6% of the open schools',
    lines.slice(0, Math.floor(lines.length * 0.94)),
    'directory.unlikely-changes',
  ],
] as const)('a file that is %s is refused whole', async (_, content, code) => {
  const imports = await count('directory.register_import');
  await expect(importing(content)).rejects.toMatchObject({ name: 'Refusal', code });
  expect(await count('directory.register_import')).toBe(imports);
  expect(await count('directory.school WHERE missing_since IS NOT NULL')).toBe(0);
});

test('a search forgives typing mistakes, puts open schools first, and filters', async () => {
  const school = (await system((tx) => directory.byUrn(tx, urn)))!;
  const typo = `${school.name.slice(0, 3)}${school.name.slice(4)}`;
  for (const words of [
    typo,
    `${school.name} ${school.town!.slice(0, -1)}`,
    school.postcode!.replace(' ', '').toLowerCase() + ' ' + typo,
    String(urn),
  ]) {
    const found = await system((tx) => directory.search(tx, words));
    expect(found.map((each) => each.urn)).toContain(urn);
    const open = found.map((each) => each.status.startsWith('open'));
    expect(open).toEqual([...open].sort().reverse());
  }
  const filtered = await system((tx) =>
    directory.search(tx, 'school', { laCodes: ['314'], phases: ['secondary'], statuses: ['open'] }),
  );
  expect(filtered.length).toBeGreaterThan(1);
  expect(
    filtered.every((each) => each.laCode === '314' && each.phase === 'secondary' && each.status === 'open'),
  ).toBe(true);
  expect(await system((tx) => directory.search(tx, '?!'))).toEqual([]);
  // Whoever asks among some finds those, however many others are nearer, and by its number nobody else.
  const all = await system((tx) => directory.search(tx, 'school', { statuses: ['open'] }));
  const [first, last] = [all[0]!, all.at(-1)!];
  const among = (text: string) =>
    system((tx) => directory.search(tx, text, { among: [last.organisationId], limit: 1 }));
  expect((await among('school')).map(({ urn }) => urn)).toEqual([last.urn]);
  expect((await among(String(last.urn))).map(({ urn }) => urn)).toEqual([last.urn]);
  expect(await among(String(first.urn))).toEqual([]);
});

test('predecessors and successors are found through links, circles included', async () => {
  const [pair] = await system((tx) =>
    tx.query<{ urn: number; linkUrn: number }>(
      `SELECT one.urn, one.link_urn FROM directory.school_link one JOIN directory.school_link other ON (other.urn, other.link_urn) = (one.link_urn, one.urn)
     WHERE one.link_type = 'Predecessor' AND other.link_type = 'Predecessor' ORDER BY 1, 2 LIMIT 1`,
    ),
  );
  expect(await system((tx) => directory.lineage(tx, pair!.urn, 'predecessors'))).toContain(pair!.linkUrn);
  const successors = await system((tx) => directory.lineage(tx, pair!.urn, 'successors'));
  const [successor] = successors.filter((each) => each !== pair!.linkUrn);
  expect(await system((tx) => directory.lineage(tx, successor!, 'predecessors'))).toEqual(
    expect.arrayContaining([pair!.urn, pair!.linkUrn]),
  );
});

test('links import once; those to unknown schools are kept; what is no links file is refused', async () => {
  const links = iconv.decode(await buffer(made.links.open()), 'win1252');
  const again = await system((tx) =>
    register.importLinks(
      tx,
      file(`${links}"999998","999997","Gone","Predecessor",""\r\n"1","2","Bad","Other",""\r\n`),
    ),
  );
  expect(again).toMatchObject({
    created: 1,
    changed: 0,
    unchanged: links.trimEnd().split('\r\n').length - 1,
  });
  expect(again.rejected[0]!.reason).toContain('URN “1” is not a number');
  expect(await system((tx) => directory.lineage(tx, 999998, 'predecessors'))).toEqual([999997]);
  await expect(system((tx) => register.importLinks(tx, file(text)))).rejects.toMatchObject({
    code: 'directory.not-links',
  });
});

test('an organisation that no register lists is added once, and only by a system transaction', async () => {
  const own = { kind: 'provider', key: 'aspire', name: 'Aspire' } as const;
  const added = await system((tx) => directory.add(tx, own));
  expect(added).toEqual({ ...own, organisationId: organisationId('provider', 'aspire') });
  expect(await system((tx) => directory.add(tx, own))).toEqual(added);
});

const real = {
  register: sharedData('gias/edubasealldata.csv'),
  links: sharedData('gias/links_edubasealldata.csv'),
};
const national =
  real.register && real.links
    ? { register: registerFile(real.register), links: registerFile(real.links) }
    : generateRegister({
        seed: 2,
        authorities: Array.from({ length: 100 }, (_, at) => ({
          code: String(200 + at),
          name: `Authority ${at}`,
          schools: 160,
        })),
      });

test('a national register (the real one where it is) imports whole, is searched through its index, and again changes nothing', async () => {
  const own = await ownDatabase();
  const database = await Database.connect(own.config);
  const run = <Result>(fn: (tx: SystemTx) => Promise<Result>) => database.systemTx('test', fn);
  try {
    for (const bring of [
      () => run((tx) => register.import(tx, national.register)),
      () => run((tx) => register.importLinks(tx, national.links)),
    ]) {
      const { rows, ...first } = await bring();
      expect(first).toEqual({ created: rows, changed: 0, unchanged: 0, missing: 0, rejected: [] });
      expect(await bring()).toEqual({ ...first, rows, created: 0, unchanged: rows });
    }
    if (real.register) await run(realFacts);
    const { text, values } = searchSchools(['warington', 'primry'], 'open', { limit: 20 });
    const plan = await run((tx) => tx.query<{ 'QUERY PLAN': string }>(`EXPLAIN ${text}`, values));
    expect(plan.map((row) => row['QUERY PLAN']).join('\n')).toContain('school_search');
  } finally {
    await database.onApplicationShutdown();
    await own.drop();
  }
});

/** Facts of the real register: its size, its accents, Kingston's 49 with its two grammar schools. */
async function realFacts(tx: SystemTx): Promise<void> {
  const imports = await tx.query('SELECT kind, rows FROM directory.register_import ORDER BY import_id');
  expect(imports.slice(0, 3)).toMatchObject([{ rows: 51_664 }, { rows: 51_664 }, { rows: 33_801 }]);
  const kingston = { laCodes: ['314'], excludeUrns: [136_910, 136_615] };
  expect(await directory.openStateFundedSchools(tx, kingston)).toHaveLength(47);
  const tiffin = await directory.search(tx, 'tifin scool kingston');
  expect(tiffin.map((school) => school.urn)).toContain(136_910);
  const accents = 'Ecole Française de Londres Jacques Prévert';
  expect(await tx.query('SELECT FROM directory.school WHERE name = $1', [accents])).toHaveLength(1);
}
