import { Test } from '@nestjs/testing';
import { PlatformModule, type Actor, type Role } from '#platform';
import type { FormState } from '../../apps/web/kit/form.js';
import type { Page } from '../../apps/web/kit/page.js';
import { WebModule } from '../../apps/web/web.module.js';
import type { Stage } from './stage.js';

/** A stage with the pages' controllers over it: what a form says is what its facade said. */
export async function openPages<On extends Stage>(open: () => Promise<On>): Promise<On & Pages> {
  const stage = await open();
  const web = await Test.createTestingModule({
    imports: [PlatformModule.with(stage.config), WebModule],
  }).compile();
  return {
    ...stage,
    pages: (type) => web.get(type, { strict: false }),
    close: async () => {
      await web.close();
      await stage.close();
    },
  };
}
export interface Pages {
  /** Those of one controller. */
  readonly pages: <Of>(type: new (...parts: never[]) => Of) => Of;
}

/** One of the operator's staff who has a name. */
export async function someone(
  { db, people, created, staffAs }: Stage,
  role: Role,
  email = 'robert.lane@example.org',
): Promise<Actor> {
  const personId = await db.tx({ ...created.staff, role: 'job' }, async (tx) => {
    const added = await people.add(tx, { name: 'Robert Lane', email });
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
