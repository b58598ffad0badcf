import type { Place } from '#delivery';
import { Day, Id, Words } from '../kit/fields.js';
import { Amount, toQuantity, type Quantity } from '../kit/quantity.js';

/** A seat on a dated course. */
export class PlaceAnswer {
  @Id() placeId: string;
  @Id() sessionId: string;
  @Id() schoolId: string;
  @Id() providerId: string;
  @Words() attendee: string;
  @Words({ about: 'free, credits or money.' }) means: string;
  @Amount({ about: 'What it costs: in credits or money; nothing when free.' }) amount: Quantity;
  @Words({ about: 'booked, attended, absent or cancelled.' }) state: string;
  @Day() bookedOn: string;
}
export const presentPlace = ({
  placeId,
  sessionId,
  schoolId,
  providerId,
  attendee,
  means,
  amount,
  state,
  bookedOn,
}: Place): PlaceAnswer => ({
  placeId,
  sessionId,
  schoolId,
  providerId,
  attendee,
  means,
  amount: toQuantity(amount, means === 'credits' ? 'CREDIT' : 'GBP'),
  state,
  bookedOn,
});
