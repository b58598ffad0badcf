import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { parse } from 'csv-parse/sync';
import { stringify } from 'csv-stringify/sync';
import iconv from 'iconv-lite';
import { generateRegister, papersAuthorities, Register, schoolId, type Accepted } from '#directory';
import { Database, type SystemTx } from '#platform';
import { ownDatabase } from '#testing';

type Row = Record<string, string>;
const register = new Register();
const rows = parse(
  iconv.decode(
    await buffer(generateRegister({ seed: 1, authorities: papersAuthorities }).register.open()),
    'win1252',
  ),
  { columns: true },
) as Row[];
rows[0]!.EstablishmentName = 'Zoë’s Academy – Café Street';
rows[1]!.EstablishmentName = 'Ysgol Tŷ’r École'.replace('ŷ', 'y');
const written = (changed: readonly Row[] = rows): string =>
  stringify([...changed], { header: true, record_delimiter: '\r\n' });
const windows1252 = (text: string): Buffer => iconv.encode(text, 'win1252');

let db: Database;
let drop: () => Promise<void>;
const system = <Result>(fn: (tx: SystemTx) => Promise<Result>) => db.systemTx('test', fn);
const importing = (bytes: Buffer, accept?: Accepted) =>
  system((tx) =>
    register.import(
      tx,
      { name: 'newer.csv', bytes: bytes.length, open: () => Readable.from([bytes]) },
      accept ? { accept } : {},
    ),
  );
/** All that an import may change. */
const held = () =>
  system(async (tx) => {
    const [row] = await tx.query<{ mark: string }>(
      `SELECT md5(string_agg(s::text, '' ORDER BY urn)) || (SELECT count(*) FROM directory.register_import) AS mark FROM directory.school s`,
    );
    return row!.mark;
  });

beforeAll(async () => {
  const own = await ownDatabase();
  drop = own.drop;
  db = await Database.connect(own.config);
  await importing(windows1252(written()));
}, 120_000);
afterAll(async () => {
  await db?.onApplicationShutdown();
  await drop?.();
});

const open = (row: Row): boolean => row['EstablishmentStatus (name)']!.startsWith('Open');
/** Every nth row for which it holds, changed. */
const some = (every: number, which: (row: Row) => boolean, over: Row | ((row: Row) => Row)): Row[] => {
  let at = 0;
  return rows.map((row) =>
    which(row) && at++ % every === 0 ? { ...row, ...(typeof over === 'function' ? over(row) : over) } : row,
  );
};
const filled = (column: string) => (row: Row) => row[column] !== '';
/** Each value of a column where the one before it stood. */
const mixed = (column: string): Row[] => {
  const values = rows.filter(filled(column)).map((row) => row[column]!);
  let at = 0;
  return rows.map((row) => (row[column] ? { ...row, [column]: values.at(at++ - 1)! } : row));
};
const closed = { 'EstablishmentStatus (code)': '2', 'EstablishmentStatus (name)': 'Closed' };
const mojibake = (text: string): Buffer => Buffer.from(iconv.decode(Buffer.from(text), 'win1252'), 'utf8');
const cutAt = (share: number): Buffer => windows1252(written(rows.slice(0, Math.floor(rows.length * share))));

const unlikely: [what: string, bytes: () => Buffer, kind: string][] = [
  ['closes a third of the schools', () => windows1252(written(some(3, open, closed))), 'closures'],
  [
    'opens closed schools again',
    () =>
      windows1252(
        written(
          some(2, (row) => !open(row), {
            'EstablishmentStatus (code)': '1',
            'EstablishmentStatus (name)': 'Open',
          }),
        ),
      ),
    'reopenings',
  ],
  [
    'takes schools back to before they opened',
    () =>
      windows1252(
        written(
          some(3, open, {
            'EstablishmentStatus (code)': '4',
            'EstablishmentStatus (name)': 'Proposed to open',
          }),
        ),
      ),
    'closures',
  ],
  [
    'empties types',
    () =>
      windows1252(
        written(
          some(20, filled('TypeOfEstablishment (code)'), {
            'TypeOfEstablishment (code)': '',
            'TypeOfEstablishment (name)': '',
          }),
        ),
      ),
    'types',
  ],
  [
    'empties what types are called',
    () =>
      windows1252(
        written(some(4, filled('TypeOfEstablishment (name)'), { 'TypeOfEstablishment (name)': '' })),
      ),
    'blank-type_name',
  ],
  [
    'empties a column of numbers',
    () => windows1252(written(some(4, filled('NumberOfPupils'), { NumberOfPupils: '' }))),
    'blank-roll',
  ],
  [
    'has words in a column of numbers',
    () => windows1252(written(some(40, filled('NumberOfPupils'), { NumberOfPupils: 'n/a' }))),
    'rejected',
  ],
  [
    'shifts a column of numbers',
    () =>
      windows1252(
        written(some(4, filled('NumberOfPupils'), (row) => ({ NumberOfPupils: `${row.NumberOfPupils}0` }))),
      ),
    'jump-roll',
  ],
  ['mixes up a column', () => windows1252(written(mixed('Postcode'))), 'changed-postcode'],
  ['gives schools to other trusts', () => windows1252(written(mixed('Trusts (code)'))), 'changed-trust_uid'],
  [
    'calls authorities otherwise',
    () => windows1252(written(some(4, filled('LA (name)'), { 'LA (name)': 'Elsewhere' }))),
    'changed-la_name',
  ],
  ['was read in the wrong encoding and written so', () => mojibake(written()), 'garbled'],
  ['lost its accents', () => Buffer.from(written().replace(/[^\x00-\x7f]/g, '?')), 'garbled'],
  ['is cut off at a line, 2% lost', () => cutAt(0.98), 'absent'],
  ['is cut off in its last field', () => windows1252(written()).subarray(0, -2), 'unended'],
];

test.each(unlikely)(
  'a file that %s is refused whole, until its number is confirmed',
  async (_, bytes, kind) => {
    const before = await held();
    const refusal = await importing(bytes()).catch((error: unknown) => error);
    expect(refusal).toMatchObject({ name: 'Refusal', code: 'directory.unlikely-changes' });
    const { details, message } = refusal as { details: Record<string, number>; message: string };
    expect(Object.keys(details)).toContain(kind);
    expect(message).toContain(`--accept ${kind}=${details[kind]}`);
    expect(message).toMatch(
      /^newer\.csv changes what a newer register seldom does: .*\. Nothing was imported\./,
    );
    await expect(importing(bytes(), { ...details, [kind]: details[kind]! - 1 })).rejects.toMatchObject({
      code: 'directory.unlikely-changes',
      details: { [kind]: details[kind] },
    });
    expect(await held()).toBe(before);
  },
);

test('what is confirmed is imported, recorded, and the same file again changes nothing', async () => {
  const bytes = windows1252(written(some(3, open, closed)));
  const { details } = (await importing(bytes).catch((error: unknown) => error)) as { details: Accepted };
  expect(await importing(bytes, { closures: details.closures! + 5 })).toMatchObject({
    changed: details.closures,
  });
  const [row] = await system((tx) =>
    tx.query('SELECT accepted FROM directory.register_import ORDER BY import_id DESC LIMIT 1'),
  );
  expect(row).toEqual({ accepted: { closures: details.closures } });
  expect(await importing(bytes)).toMatchObject({ changed: 0, created: 0 });
  const back = (await importing(windows1252(written())).catch((error: unknown) => error)) as {
    details: Accepted;
  };
  expect(back.details).toEqual({ reopenings: details.closures });
  await importing(windows1252(written()), back.details);
});

test.each([
  ['windows-1252', windows1252(written())],
  ['UTF-8', Buffer.from(written())],
  ['UTF-8 with its mark', Buffer.from(`\ufeff${written()}`)],
])('%s is read rightly', async (_, bytes) => {
  expect(await importing(bytes)).toMatchObject({ changed: 0, created: 0, rejected: [] });
  // Wherever the chunks are cut, also within a character.
  const cut = bytes.indexOf(bytes.includes(Buffer.from('ë')) ? Buffer.from('ë') : 0xeb) + 1;
  const file = {
    name: 'cut.csv',
    bytes: bytes.length,
    open: () => Readable.from([bytes.subarray(0, cut), bytes.subarray(cut)]),
  };
  expect(await system((tx) => register.import(tx, file))).toMatchObject({ changed: 0, created: 0 });
});

test('a file that turns from UTF-8 into something else is refused', async () => {
  const half = Math.floor(rows.length / 2);
  const chunks = [
    Buffer.from(written(rows.slice(0, half))),
    windows1252(written([{ ...rows[half]!, EstablishmentName: 'Café' }, ...rows.slice(half + 1)])),
  ];
  const file = { name: 'half.csv', bytes: undefined, open: () => Readable.from(chunks) };
  await expect(system((tx) => register.import(tx, file))).rejects.toMatchObject({
    code: 'directory.encoding',
  });
});

test('a few changes of each kind are ordinary; a row that cannot be read does not make its school absent', async () => {
  const few = rows.map((row, at) =>
    at < 5 ? { ...row, ...closed } : at === 7 ? { ...row, NumberOfPupils: 'n/a' } : row,
  );
  const summary = await importing(windows1252(written(few)));
  expect(summary).toMatchObject({ missing: 0, rejected: [{ line: 9 }] });
  const [school] = await system((tx) =>
    tx.query('SELECT missing_since FROM directory.school WHERE organisation_id = $1', [
      schoolId(Number(rows[7]!.URN)),
    ]),
  );
  expect(school).toEqual({ missingSince: null });
});

test('a kind of change that is none is named; a first register is looked at for what it shows by itself', async () => {
  await expect(importing(windows1252(written()), { closure: 3 })).rejects.toMatchObject({
    code: 'directory.unknown-change',
  });
  const own = await ownDatabase();
  const fresh = await Database.connect(own.config);
  try {
    const bytes = mojibake(written());
    await expect(
      fresh.systemTx('test', (tx) =>
        register.import(tx, { name: 'first.csv', bytes: 0, open: () => Readable.from([bytes]) }),
      ),
    ).rejects.toMatchObject({ code: 'directory.unlikely-changes', details: { garbled: expect.any(Number) } });
  } finally {
    await fresh.onApplicationShutdown();
    await own.drop();
  }
});
