import { Temporal, type Actor } from '#platform';
import type { Blueprint, Created } from '#blueprints';
import type { PractitionerRow } from '#delivery';
import type { School } from '#directory';
import type { Cast } from './cast.js';

export interface Story {
  readonly blueprint: Blueprint;
  readonly created: Created;
  readonly cast: Cast;
  readonly persons: ReadonlyMap<string, string>;
  readonly signed: readonly School[];
  /** The leader of the supporting school who is lent out. */
  readonly leader: PractitionerRow;
}

export const at = (day: string, time = '09:00'): Temporal.Instant =>
  Temporal.Instant.from(`${day}T${time}:00Z`);

export const begins = at('2026-03-20');
/** When the visitor arrives: nothing happens after it. */
export const ends = at('2026-11-24', '10:00');

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

/** One of the operator's own staff. */
export const staff = (story: Story, role: Actor['role']): Actor => ({
  ...acting(story, story.created.hostId, role),
  scope: 'operator',
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
