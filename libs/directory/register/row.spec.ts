import { expect, test } from '@jest/globals';
import { registerReader } from './row.js';

const given: Record<string, string> = {
  URN: '100014',
  'LA (code)': '202',
  'LA (name)': 'Camden',
  EstablishmentName: ' Fleet Primary School ',
  'TypeOfEstablishment (code)': '01',
  'TypeOfEstablishment (name)': 'Community school',
  'EstablishmentStatus (code)': '3',
  'EstablishmentStatus (name)': 'Open, but proposed to close',
  'PhaseOfEducation (name)': 'Middle deemed primary',
  NumberOfPupils: '108.5',
  OpenDate: '29-02-2004',
  Postcode: 'nw3 2qt',
  Easting: '',
};

function read(row: Record<string, string>): Record<string, string | null> {
  const reader = registerReader(Object.keys(row));
  const values = reader.read(Object.values(row));
  return Object.fromEntries(reader.columns.map((column, index) => [column, values[index]!]));
}
const without = (...names: string[]) =>
  Object.fromEntries(Object.entries(given).filter(([name]) => !names.includes(name)));

test('a row as published', () => {
  expect(read(given)).toEqual({
    organisation_id: '5c001000-0000-8000-8000-000000100014',
    urn: '100014',
    status: 'open-but-proposed-to-close',
    name: 'Fleet Primary School',
    la_code: '202',
    la_name: 'Camden',
    type_code: '01',
    type_name: 'Community school',
    funding_status: 'maintained',
    state_funded: 't',
    phase: 'middle-deemed-primary',
    opened_on: '2004-02-29',
    roll: '109',
    postcode: 'NW3 2QT',
    easting: null,
  });
});

test('of a code and its name, either will do, in any order of columns', () => {
  const names = read(
    Object.fromEntries(
      Object.entries(
        without('TypeOfEstablishment (code)', 'EstablishmentStatus (code)', 'LA (code)'),
      ).reverse(),
    ),
  );
  expect(names).toMatchObject({
    type_code: '01',
    funding_status: 'maintained',
    status: 'open-but-proposed-to-close',
    la_name: 'Camden',
  });
  const codes = read(without('TypeOfEstablishment (name)', 'EstablishmentStatus (name)'));
  expect(codes).toMatchObject({
    type_code: '01',
    type_name: 'Community school',
    status: 'open-but-proposed-to-close',
  });
});

test('a column that the file lacks is not filled, and one that nobody knows is passed over', () => {
  expect(read({ ...without('NumberOfPupils'), Unheard: 'of' })).not.toHaveProperty('roll');
});

test.each([
  [{ URN: '12x' }, 'URN “12x”'],
  [{ EstablishmentName: ' ' }, 'EstablishmentName is empty'],
  [{ OpenDate: '31-02-2013' }, 'OpenDate “31-02-2013” is not a date'],
  [{ OpenDate: '2013-02-01' }, 'OpenDate “2013-02-01” is not a date'],
  [{ NumberOfPupils: 'many' }, 'NumberOfPupils “many” is not a number'],
  [
    { 'EstablishmentStatus (code)': '', 'EstablishmentStatus (name)': 'Ajar' },
    'EstablishmentStatus “Ajar” is not known',
  ],
  [{ 'LA (code)': '20' }, 'LA (code) “20”'],
])('a malformed row says why: %j', (change, reason) => {
  expect(() => read({ ...given, ...change })).toThrow(reason);
});

test('what has no URN, name, status or LA is not a register', () => {
  expect(() => registerReader(['URN', 'LinkURN', 'LinkName'])).toThrow(
    'no column EstablishmentName, EstablishmentStatus (code) or EstablishmentStatus (name), LA (code) or LA (name)',
  );
});
