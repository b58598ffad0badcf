import { Temporal, type Actor } from '#platform';
import { Audit } from '#identity';
import type { SettingsChanged } from '#operating-model';
import type { Stage } from './stage.js';

/** Sets the operator's clock; it only goes forward. */
export const at = ({ db, created, operators }: Stage, instant: string): Promise<void> =>
  db.tx(created.staff, (tx) => operators.advance(tx, Temporal.Instant.from(instant)));

/** The operator chooses otherwise, from today on. */
export const choose = (
  { db, created, model }: Pick<Stage, 'db' | 'created' | 'model'>,
  changed: SettingsChanged,
): Promise<void> => db.tx(created.staff, (tx) => model.choose(tx, changed));

/** What the trail tells of one thing, the operator's staff unless it is said whom: its verbs, in order. */
export const told = (
  { db, created }: Stage,
  type: string,
  id: string,
  actor: Actor = created.staff,
): Promise<string[]> =>
  db.tx(actor, async (tx) => (await new Audit().of(tx, { type, id })).map(({ verb }) => verb));

/** The events published of one thing. */
export const published = ({ db, created }: Stage, entityId: string): Promise<string[]> =>
  db.tx(created.staff, async (tx) => {
    const rows = await tx.query<{ type: string }>(
      'SELECT type FROM platform.outbox WHERE operator_id = $1 AND entity_id = $2 ORDER BY message_id',
      [tx.operatorId, entityId],
    );
    return rows.map(({ type }) => type);
  });

/** What a verb answers: `done`, or its refusal's code. */
export const answer = (done: Promise<unknown>): Promise<string> =>
  done.then(
    () => 'done',
    (error: { code?: string }) => error.code ?? String(error),
  );
