import type { PractitionerRow } from '#delivery';
import type { Temporal } from '#platform';
import { answer } from '../kit/answer.js';
import { Amount, Day, Id, Parts, TextList, Words } from '../kit/fields.js';
import type { Quantity } from '../kit/quantity.js';

/** Someone who is deployed to schools. */
export class PractitionerAnswer {
  @Id() practitionerId: string;
  @Words() name: string;
  @Id({ about: 'The party that employs them.' }) homeId: string;
  @TextList() phases: string[];
  @TextList() needs: string[];
  @TextList({ about: 'In force today.' }) designations: string[];
}
export const presentPractitioner = (practitioner: PractitionerRow): PractitionerAnswer =>
  answer(PractitionerAnswer, practitioner);

export class FreeDayAnswer {
  @Day() on: string;
  @Amount({ unit: 'DAY', about: 'How much of the day is free.' }) free: Quantity;
}
export class FreeDaysAnswer {
  @Parts(() => FreeDayAnswer) items: FreeDayAnswer[];
}
export const presentFreeDay = (day: { on: Temporal.PlainDate; free: bigint }): FreeDayAnswer =>
  answer(FreeDayAnswer, day);
