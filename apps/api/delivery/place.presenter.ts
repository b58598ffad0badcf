import type { Place } from '#delivery';
import { answer } from '../kit/answer.js';
import { Amount, Day, Id, Words } from '../kit/fields.js';
import { toQuantity, type Quantity } from '../kit/quantity.js';

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
export const presentPlace = (place: Place): PlaceAnswer =>
  answer(PlaceAnswer, {
    ...place,
    amount: toQuantity(place.amount, place.means === 'credits' ? 'CREDIT' : 'GBP'),
  });
