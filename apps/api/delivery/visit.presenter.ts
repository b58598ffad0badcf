import type { Visit } from '#delivery';
import { Day, Id, Whole, Words } from '../kit/fields.js';
import { Amount, toQuantity, type Quantity } from '../kit/quantity.js';

/** A day or half day of a practitioner at a school. */
export class VisitAnswer {
  @Id() visitId: string;
  @Id() schoolId: string;
  @Id() practitionerId: string;
  @Id({ about: 'The party that employs the practitioner.' }) homeId: string;
  @Id({ nullable: true, about: 'The agreed support that it delivers.' }) proposalId: string | null;
  @Day() on: string;
  @Amount() days: Quantity;
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

export const presentVisit = (visit: Visit): VisitAnswer => ({
  visitId: visit.visitId,
  schoolId: visit.schoolId,
  practitionerId: visit.practitionerId,
  homeId: visit.homeId,
  proposalId: visit.proposalId,
  on: visit.visitOn.toString(),
  days: toQuantity(visit.portion, 'DAY'),
  purpose: visit.purpose,
  state: visit.state,
  report: visit.report,
  reportedOn: visit.reportedOn?.toString() ?? null,
  readOn: visit.readOn?.toString() ?? null,
  rating: visit.rating,
  evaluation: visit.evaluation,
  evaluatedOn: visit.evaluatedOn?.toString() ?? null,
  version: visit.version,
});
