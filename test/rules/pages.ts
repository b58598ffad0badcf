import { Test, type TestingModule } from '@nestjs/testing';
import { PlatformModule, type Actor, type Role } from '#platform';
import type { FormState } from '../../apps/web/kit/form.js';
import type { Page } from '../../apps/web/kit/page.js';
import { WebModule } from '../../apps/web/web.module.js';
import type { Stage } from './stage.js';

/** The pages' controllers over a stage: what a form says is what its facade said. */
export const openPages = ({ config }: Stage): Promise<TestingModule> =>
  Test.createTestingModule({ imports: [PlatformModule.with(config), WebModule] }).compile();

/** One of the operator's staff who has a name. */
export async function someone({ db, people, created, staffAs }: Stage, role: Role): Promise<Actor> {
  const personId = await db.tx({ ...created.staff, role: 'job' }, async (tx) => {
    const added = await people.add(tx, { name: 'Robert Lane', email: 'robert.lane@example.org' });
    await people.appoint(tx, {
      personId: added,
      organisationId: created.hostId,
      role,
      demonstration: true,
    });
    return added;
  });
  return { ...staffAs(role), personId };
}

export const errors = (page: unknown): FormState['errors'] => (page as Page).options.form!.errors;
/** What a summary list says of a key. */
export const row = (page: unknown, key: string): string | undefined =>
  ((page as Page).model as { rows: { key: { text: string }; value: { text: string } }[] }).rows.find(
    (one) => one.key.text === key,
  )?.value.text;
