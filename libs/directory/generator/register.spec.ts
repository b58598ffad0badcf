import { buffer } from 'node:stream/consumers';
import { expect, test } from '@jest/globals';
import { parse } from 'csv-parse/sync';
import iconv from 'iconv-lite';
import { generateRegister, papersAuthorities } from './register.js';

type Row = Record<string, string>;
const rowsOf = (bytes: Buffer): Row[] => parse(iconv.decode(bytes, 'win1252'), { columns: true });
const made = generateRegister({ seed: 7, authorities: papersAuthorities });
const [register, links] = await Promise.all([buffer(made.register.open()), buffer(made.links.open())]);
const rows = rowsOf(register);

test('the same seed makes the same bytes, another seed others', async () => {
  expect(
    (await buffer(generateRegister({ seed: 7, authorities: papersAuthorities }).register.open())).equals(
      register,
    ),
  ).toBe(true);
  expect(
    (await buffer(generateRegister({ seed: 8, authorities: papersAuthorities }).register.open())).equals(
      register,
    ),
  ).toBe(false);
});

test('an authority’s schools do not depend on the seed’s other authorities', async () => {
  const [alone] = rowsOf(
    await buffer(generateRegister({ seed: 7, authorities: [papersAuthorities[0]!] }).register.open()),
  );
  expect(alone).toEqual(rows[0]);
});

test('it is written as published: windows-1252, CRLF, dd-mm-yyyy', () => {
  expect(register.includes(0xeb) || register.includes(0xe9)).toBe(true);
  expect(iconv.decode(register, 'win1252')).toMatch(/^URN,LA \(code\),.*\r\n/);
  expect(rows.every((row) => /^(\d\d-\d\d-\d{4})?$/.test(row.OpenDate!))).toBe(true);
  expect(links.subarray(0, 17).toString()).toBe('"URN","LinkURN","');
});

test.each(papersAuthorities.map((authority) => [authority.name, authority] as const))(
  '%s has the papers’ count of open state-funded schools',
  (_, { code, schools, grammarSchools = 0 }) => {
    const open = rows.filter(
      (row) =>
        row['LA (code)'] === code &&
        row['EstablishmentStatus (name)'] === 'Open' &&
        row['EstablishmentTypeGroup (name)'] !== 'Independent schools',
    );
    expect(open).toHaveLength(schools);
    expect(
      open.filter(
        (row) =>
          row['AdmissionsPolicy (name)'] === 'Selective' && row['PhaseOfEducation (name)'] === 'Secondary',
      ),
    ).toHaveLength(grammarSchools);
    expect(open.filter((row) => row['PhaseOfEducation (name)'] === 'Primary').length).toBeGreaterThan(
      schools * 0.6,
    );
  },
);

test('names are unlike each other, predecessors are closed, and a circular pair exists', () => {
  const names = rows
    .filter((row) => row['EstablishmentStatus (name)'] === 'Open')
    .map((row) => `${row['LA (code)']} ${row.EstablishmentName}`);
  expect(new Set(names).size).toBe(names.length);
  const status = new Map(rows.map((row) => [row.URN, row['EstablishmentStatus (name)']]));
  const linked = rowsOf(links);
  expect(linked.length).toBeGreaterThan(200);
  expect(
    linked.filter((link) => link.LinkType === 'Successor').every((link) => status.get(link.URN) === 'Closed'),
  ).toBe(true);
  const predecessors = new Set(
    linked.filter((link) => link.LinkType === 'Predecessor').map((link) => `${link.URN} ${link.LinkURN}`),
  );
  expect([...predecessors].some((pair) => predecessors.has(pair.split(' ').reverse().join(' ')))).toBe(true);
});
