import { violatedConstraint, type Tx } from '#platform';
import { alreadyBooked } from './place.js';
import { Place, type PlaceState } from './place.entity.js';

/** Refuses: `delivery.already-booked`. */
export async function insertPlace(tx: Tx, place: Omit<Place, 'unit'>): Promise<void> {
  const { placeId, sessionId, schoolId, means, amount, attendee } = place;
  await tx.say('place', [placeId, sessionId, schoolId, means, amount]);
  await tx.em.insert(Place, place).catch((error: unknown) => {
    throw violatedConstraint(error) === 'place_each_once' ? alreadyBooked(attendee) : error;
  });
}

/** Held against every other change until this transaction ends. */
export async function lockPlace(tx: Tx, placeId: string): Promise<void> {
  await tx.query('SELECT FROM delivery.place WHERE operator_id = $1 AND place_id = $2 FOR NO KEY UPDATE', [
    tx.operatorId,
    placeId,
  ]);
}

/** The same of all the places of a session, so that each is looked at as it will be settled. */
export async function lockPlacesOf(tx: Tx, sessionId: string): Promise<void> {
  await tx.query(
    'SELECT FROM delivery.place WHERE operator_id = $1 AND session_id = $2 ORDER BY place_id FOR NO KEY UPDATE',
    [tx.operatorId, sessionId],
  );
}

/** Waits for bookings in hand, whose foreign key holds the session's row, and keeps later ones out. */
export async function lockSession(tx: Tx, sessionId: string): Promise<void> {
  await tx.query('SELECT FROM delivery.session WHERE operator_id = $1 AND session_id = $2 FOR UPDATE', [
    tx.operatorId,
    sessionId,
  ]);
}

/** Says what became of booked places, whose rows this transaction has locked and looked at since. */
export async function settlePlaces(
  tx: Tx,
  sessionId: string,
  placeIds: readonly string[],
  state: PlaceState,
): Promise<void> {
  await tx.say('places', [sessionId, state]);
  await tx.query(
    'UPDATE delivery.place SET state = $4 WHERE operator_id = $1 AND session_id = $2 AND place_id = ANY ($3)',
    [tx.operatorId, sessionId, placeIds, state],
  );
}
