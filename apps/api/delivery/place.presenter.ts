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
  @Words({ about: 'free, credits or money; or a unit of the operator’s own, by its code.' }) means: string;
  @Amount({ about: 'What it costs; nothing when free.' }) amount: Quantity;
  @Words({ about: 'booked, attended, absent or cancelled.' }) state: string;
  @Day() bookedOn: string;
}
export const presentPlace = (place: Place): PlaceAnswer =>
  answer(PlaceAnswer, {
    ...place,
    amount: toQuantity(place.amount, place.unit),
  });
