import type { Session } from '#delivery';
import { Day, Id, Whole, Words } from '../kit/fields.js';

/** A dated course. */
export class SessionAnswer {
  @Id() sessionId: string;
  @Id() offerId: string;
  @Id() providerId: string;
  @Words() title: string;
  @Day() on: string;
  @Words() startsAt: string;
  @Words() venue: string;
  @Whole() capacity: number;
  @Whole({ about: 'Places that can still be booked.' }) left: number;
  @Day({ nullable: true }) registerTakenOn: string | null;
}
export const presentSession = (session: Session & { left: bigint }): SessionAnswer => ({
  sessionId: session.sessionId,
  offerId: session.offerId,
  providerId: session.providerId,
  title: session.title,
  on: session.heldOn,
  startsAt: session.startsAt,
  venue: session.venue,
  capacity: session.capacity,
  left: Number(session.left),
  registerTakenOn: session.registerTakenOn,
});
