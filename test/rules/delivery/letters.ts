import { DeliveryLetters, Mail } from '#notifications';
import type { Role, Tx } from '#platform';
import { linksOf } from '../../../apps/worker/links.js';
import type { Stage } from '../stage.js';

type Write = Exclude<keyof DeliveryLetters, 'tell'>;

/** What people are told, written at once as the worker does: to whom, and under what subject. */
export function openLetters(stage: Stage) {
  const { db, created, config, people } = stage;
  const letters = new DeliveryLetters(
    ...([stage.visits, stage.requests, stage.practitioners, stage.parties, stage.directory] as const),
    ...([stage.operators, new Mail()] as const),
  );
  const asStaff = <T>(verb: (tx: Tx) => Promise<T>) => db.tx(created.staff, verb);
  return {
    /** Someone who is told; their address is their name's. */
    appoint: (name: string, role: Role, organisationId: string) =>
      asStaff(async (tx) => {
        const personId = await people.add(tx, { name, email: `${name.toLowerCase()}@example.org` });
        await people.appoint(tx, { personId, organisationId, role, from: tx.today });
        return personId;
      }),
    written: (write: Write, id: string): Promise<{ address: string; subject: string; body: string }[]> =>
      asStaff(async (tx) => {
        const before = await tx.query<{ messageId: string }>('SELECT message_id FROM notifications.message');
        await letters[write](tx, id, linksOf(config));
        return tx.query(
          'SELECT address, subject, body FROM notifications.message WHERE message_id <> ALL ($1::uuid[]) ORDER BY address',
          [before.map(({ messageId }) => messageId)],
        );
      }),
  };
}
