import type { Ranked, SupportRequest } from '#delivery';
import { answer } from '../kit/answer.js';
import { Amount, Day, Decimal, Id, Parts, TextList, Whole, Words } from '../kit/fields.js';
import type { Quantity } from '../kit/quantity.js';

/** A school's request for support by another school. */
export class RequestAnswer {
  @Id() requestId: string;
  @Id() schoolId: string;
  @Words() need: string;
  @Words() details: string;
  @Amount({ unit: 'DAY' }) days: Quantity;
  @Amount({ unit: 'DAY', about: 'Those that no support which has ended delivered.' }) daysLeft: Quantity;
  @Words({ about: 'new, offered, agreed, under-way, to-evaluate, closed or withdrawn.' }) stage: string;
  @Day() askedOn: string;
}
export const presentRequest = (request: SupportRequest): RequestAnswer => answer(RequestAnswer, request);

/** Someone who could do it, with the reasons for and against. */
export class CandidateAnswer {
  @Id() practitionerId: string;
  @Words() name: string;
  @Id() homeId: string;
  @Words() homeName: string;
  @Words() designation: string;
  @TextList() why: string[];
  @TextList() whyNot: string[];
  @Decimal({ nullable: true }) kilometres: number | null;
  @Amount({
    unit: 'CREDIT',
    nullable: true,
    about: 'For all the days asked for; null where the operator has no rate.',
  })
  cost: Quantity | null;
  @Amount({
    unit: 'DAY',
    nullable: true,
    about: 'Days that their school gives other schools this term; null when they work at no school.',
  })
  given: Quantity | null;
  @Decimal({ nullable: true }) rating: number | null;
  @Whole() ratings: number;
}
export class ShortlistAnswer {
  @Parts(() => CandidateAnswer, { about: 'Best first.' }) items: CandidateAnswer[];
}
export const presentCandidate = ({ candidate, ...ranked }: Ranked): CandidateAnswer =>
  answer(CandidateAnswer, { ...candidate, ...ranked });
