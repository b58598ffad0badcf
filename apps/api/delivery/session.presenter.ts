import type { Session } from '#delivery';
import { answer } from '../kit/answer.js';
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
export const presentSession = (session: Session & { left: bigint }): SessionAnswer =>
  answer(SessionAnswer, { ...session, on: session.heldOn, left: Number(session.left) });
