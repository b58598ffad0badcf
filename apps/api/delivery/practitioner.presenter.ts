import type { Practitioner } from '#delivery';
import type { Temporal } from '#platform';
import { Day, Id, Parts, TextList, Words } from '../kit/fields.js';
import { Amount, toQuantity, type Quantity } from '../kit/quantity.js';

/** Someone who is deployed to schools. */
export class PractitionerAnswer {
  @Id() practitionerId: string;
  @Words() name: string;
  @Id({ about: 'The party that employs them.' }) homeId: string;
  @TextList() phases: string[];
  @TextList() needs: string[];
  @TextList({ about: 'In force today.' }) designations: string[];
}
export const presentPractitioner = ({
  practitionerId,
  name,
  homeId,
  phases,
  needs,
  designations,
}: Practitioner): PractitionerAnswer => ({
  practitionerId,
  name,
  homeId,
  phases: [...phases],
  needs: [...needs],
  designations: [...designations],
});

export class FreeDayAnswer {
  @Day() on: string;
  @Amount({ about: 'How much of the day is free.' }) free: Quantity;
}
export class FreeDaysAnswer {
  @Parts(() => FreeDayAnswer) items: FreeDayAnswer[];
}
export const presentFreeDay = ({ on, free }: { on: Temporal.PlainDate; free: bigint }): FreeDayAnswer => ({
  on: on.toString(),
  free: toQuantity(free, 'DAY'),
});
