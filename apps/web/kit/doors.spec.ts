import { expect, test } from '@jest/globals';
import { nobody, type Visitor } from '#identity';
import type { Role } from '#platform';
import type { Route } from '../../boot/routes.js';
import { theOperator } from './words.js';
import { asOpened, Doors, onlyOpen, openAddresses } from './doors.js';

const route = (method: string, path: string, ...roles: Role[]): Route => ({
  method,
  path,
  controller: 'Planted',
  verb: 'planted',
  who: roles.length ? { by: 'role', roles } : { by: 'anyone' },
});
const doors = new Doors([
  route('GET', '/visits/:visitId', 'chair', 'headteacher'),
  route('GET', '/visits/new', 'headteacher'),
  route('POST', '/visits/:visitId/reading', 'chair'),
  route('GET', '/cookies'),
]);
const as = (role: Role) => ({ session: {}, acting: { role } }) as Visitor;

test('a word in an address stands before a parameter, and a query changes nothing', () => {
  expect(doors.open(as('chair'), '/visits/1')).toBe(true);
  expect(doors.open(as('chair'), '/visits/new?proposal=1')).toBe(false);
  expect(doors.open(as('headteacher'), '/visits/new#on')).toBe(true);
  expect(doors.open(nobody, '/visits/1')).toBe(false);
  expect(doors.open(nobody, '/cookies')).toBe(true);
});

test('what is no page of ours is not ours to close', () => {
  for (const href of [
    'https://www.gov.uk/visits/new',
    '#main-content',
    '/assets/1/icon.svg',
    'mailto:a@b.example',
  ])
    expect(doors.open(nobody, href)).toBe(true);
});

test('the operator is called by its name, wherever a page speaks of it', () => {
  const model = { said: `Ask ${theOperator}.`, rows: [{ value: `${theOperator} sets it` }], n: 1n };
  const visitor = { session: {}, acting: { role: 'chair', operatorName: 'Aspire' } } as Visitor;
  expect(asOpened(model, doors, visitor)).toEqual({
    ...{ said: 'Ask Aspire.', rows: [{ value: 'Aspire sets it' }], n: 1n },
  });
  // Whatever it is called, and nothing that somebody wrote.
  const hub = { ...visitor, acting: { ...visitor.acting, operatorName: 'Cash$$ & $& Hub' } } as Visitor;
  expect(asOpened([theOperator, '{the operator}, the operator'], doors, hub)).toEqual([
    'Cash$$ & $& Hub',
    '{the operator}, the operator',
  ]);
});

test('a page shows someone only the addresses that open for them', () => {
  const when = new Date(0);
  const model = {
    when,
    readAction: '/visits/1/reading',
    bookHref: '/visits/new',
    cause: { text: 'The visit', href: ['/visits/new', '/visits/1'] },
    rows: [{ text: 'A visit', href: '/visits/new' }],
    tasks: onlyOpen([
      { text: 'Book', href: '/visits/new' },
      { text: 'Read', href: '/visits/1' },
      { text: 'Wait' },
    ]),
  };
  expect(asOpened(model, doors, as('chair'))).toEqual({
    when,
    readAction: '/visits/1/reading',
    bookHref: null,
    cause: { text: 'The visit', href: '/visits/1' },
    rows: [{ text: 'A visit', href: null }],
    tasks: [{ text: 'Read', href: '/visits/1' }, { text: 'Wait' }],
  });
  expect(asOpened(model, doors, as('headteacher'))).toMatchObject({
    readAction: null,
    bookHref: '/visits/new',
    cause: { href: '/visits/new' },
    tasks: [{ text: 'Book' }, { text: 'Read' }, { text: 'Wait' }],
  });
});

test('templates have the addresses that open, forms by what they send', () => {
  const paths = {
    cookies: '/cookies',
    visits: { new: '/visits/new', reading: '/visits/1/reading', show: (id: string) => `/visits/${id}` },
  };
  expect(openAddresses(paths, doors, as('chair'))).toEqual({
    cookies: '/cookies',
    visits: { reading: '/visits/1/reading' },
  });
});
