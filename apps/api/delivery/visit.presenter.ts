import type { Visit } from '#delivery';
import { answer } from '../kit/answer.js';
import { Amount, Day, Id, Whole, Words } from '../kit/fields.js';
import type { Quantity } from '../kit/quantity.js';

/** A day or half day of a practitioner at a school. */
export class VisitAnswer {
  @Id() visitId: string;
  @Id() schoolId: string;
  @Id() practitionerId: string;
  @Id({ about: 'The party that employs the practitioner.' }) homeId: string;
  @Id({ nullable: true, about: 'The agreed support that it delivers.' }) proposalId: string | null;
  @Day() on: string;
  @Amount({ unit: 'DAY' }) days: Quantity;
  @Words() purpose: string;
  @Words({ about: 'booked, delivered, evaluated or cancelled.' }) state: string;
  @Words({ nullable: true }) report: string | null;
  @Day({ nullable: true }) reportedOn: string | null;
  @Day({
    nullable: true,
    about: 'When the head or chair read the report on the pages; a key reads for nobody.',
  })
  readOn: string | null;
  @Whole({ nullable: true, about: '1 to 5.' }) rating: number | null;
  @Words({ nullable: true }) evaluation: string | null;
  @Day({ nullable: true }) evaluatedOn: string | null;
  @Whole({ about: 'Also the ETag.' }) version: number;
}

export const presentVisit = (visit: Visit): VisitAnswer =>
  answer(VisitAnswer, { ...visit, on: visit.visitOn, days: visit.portion });
