import { expect, test } from '@jest/globals';
import type { Visitor } from '#identity';
import type { Role } from '#platform';
import type { Route } from '../../boot/routes.js';
import { paths } from '../paths.js';
import { Doors } from './doors.js';
import { backFor } from './rendering.js';

const route = (path: string, ...roles: Role[]): Route => ({
  ...{ method: 'GET', path, controller: 'Planted', verb: 'planted' },
  who: { by: 'role', roles },
});

test('back leads home where the page before does not open, and does not bear its name', () => {
  const doors = new Doors([
    route(paths.parties.show(':organisationId'), 'administrator'),
    route(paths.home, 'administrator', 'finance'),
  ]);
  const seen = (role: Role) =>
    backFor({ href: paths.parties.show('elm'), text: 'Elm Road' }, doors, {
      ...{ session: {}, acting: { role } },
    } as Visitor);
  expect(seen('administrator')).toEqual({ href: '/parties/elm', text: 'Elm Road' });
  expect(seen('finance')).toEqual({ href: '/home' });
});
