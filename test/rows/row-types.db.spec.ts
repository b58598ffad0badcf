import { afterAll, beforeAll, expect, test } from '@jest/globals';
import pg from 'pg';
import { testConfig } from '#testing';
import { describeStatement } from './describe.js';
import { readStatements, type Statement } from './statements.js';

/** What node-postgres makes of a column, by its type in PostgreSQL. */
const comesAs: Readonly<Record<string, string>> = {
  int2: 'number',
  int4: 'number',
  float8: 'number',
  int8: 'bigint',
  bool: 'boolean',
  timestamptz: 'Date',
  bytea: 'Buffer',
  json: 'any',
  jsonb: 'any',
};
const kindOf = (type: string): string => comesAs[type] ?? (type.startsWith('_') ? 'array' : 'string');
const camel = (column: string): string =>
  column.replaceAll(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());

/** What code takes a row for and the database does not give, as sentences. */
async function faultsOf(client: pg.Client, { at, texts, row }: Statement): Promise<string[]> {
  const faults: string[] = [];
  for (const text of texts) {
    const columns = new Map(
      (await describeStatement(client, text)).map(({ name, type }) => [camel(name), kindOf(type)]),
    );
    for (const [key, taken] of Object.entries(row)) {
      const comes = columns.get(key);
      if (comes === undefined) {
        if (!taken.optional) faults.push(`${at}: no column comes as ${key}`);
      } else if (comes !== taken.of && ![comes, taken.of].includes('any'))
        faults.push(`${at}: ${key} comes as ${comes}, and is taken for ${taken.of}`);
    }
  }
  return faults;
}

let client: pg.Client;
beforeAll(async () => {
  client = new pg.Client({ connectionString: testConfig().DATABASE_URL });
  await client.connect();
});
afterAll(() => client.end());

test('every row is what code takes it for', async () => {
  const statements = readStatements(process.cwd());
  const readable = statements.filter(({ texts }) => texts.length);
  const faults: string[] = [];
  for (const statement of readable) faults.push(...(await faultsOf(client, statement)));
  expect([...new Set(faults)]).toEqual([]);
  // The rest are put together from what only a run knows: not many, and no more than there were.
  expect(readable.length).toBeGreaterThan(100);
  expect(statements.length - readable.length).toBeLessThan(15);
});

test('a key that no column has, and one of another type, are found', async () => {
  const planted = (row: Statement['row']) =>
    faultsOf(client, { at: 'here', texts: ['SELECT 1::bigint AS price, now() AS signed_at'], row });
  expect(
    await planted({
      price: { of: 'number', optional: false },
      signedAt: { of: 'Date', optional: false },
      signedOn: { of: 'string', optional: false },
    }),
  ).toEqual(['here: price comes as bigint, and is taken for number', 'here: no column comes as signedOn']);
});
