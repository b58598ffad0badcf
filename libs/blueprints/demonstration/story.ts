import { Temporal, type Actor, type Database, type Operators } from '#platform';
import type { Practitioner } from '#delivery';
import type { School } from '#directory';
import type { Blueprint } from '../declaration.js';
import type { Created } from '../create-operator.js';
import type { Cast } from './cast.js';

export interface Story {
  readonly blueprint: Blueprint;
  readonly created: Created;
  readonly cast: Cast;
  readonly persons: ReadonlyMap<string, string>;
  readonly signed: readonly School[];
  /** The leader of the supporting school who is lent out. */
  readonly leader: Practitioner;
}

export const at = (day: string, time = '09:00'): Temporal.Instant =>
  Temporal.Instant.from(`${day}T${time}:00Z`);

/** Somebody of a party; one of the cast where it has one. */
export const acting = (story: Story, organisationId: string, role: Actor['role']): Actor => ({
  operatorId: story.created.operatorId,
  scope: 'party',
  organisationId,
  organisationIds: [organisationId],
  personId: story.persons.get(`${role} ${organisationId}`) ?? null,
  role,
  requestId: 'demonstration',
});

/** Sets the operator's clock forward; never back. */
export const goTo = (
  db: Database,
  operators: Operators,
  { staff }: Created,
  to: Temporal.Instant,
): Promise<void> =>
  db.tx(staff, async (tx) => {
    if (Temporal.Instant.compare(to, tx.now) > 0) await operators.advance(tx, to);
  });

/** The lead school, and the one that asks for support, have the second plan; the others share all of them out. */
export const planOf = ({ blueprint, cast }: Story, school: School, index: number): number =>
  school === cast.lead || school === cast.waiting
    ? Math.min(1, blueprint.plans.length - 1)
    : index % blueprint.plans.length;

/** `count` of them, evenly over the list. */
export const spread = <Item>(items: readonly Item[], count: number): Item[] =>
  count >= items.length
    ? [...items]
    : Array.from(
        { length: Math.max(0, count) },
        (_, index) => items[Math.floor((index * items.length) / count)]!,
      );
