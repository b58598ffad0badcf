import { texts, type VisitState } from '#delivery';
import { Choice, Day, Id, Text, Whole } from '../kit/fields.js';
import { PageQuery } from '../kit/page.js';
import { AmountIn, type Quantity } from '../kit/quantity.js';

const states: readonly VisitState[] = ['booked', 'delivered', 'evaluated', 'cancelled'];

export class VisitList extends PageQuery {
  @Id({ optional: true })
  schoolId?: string;

  @Id({ optional: true, about: 'Those by the people of this party.' })
  homeId?: string;

  @Id({ optional: true })
  practitionerId?: string;

  @Choice(states, { optional: true })
  state?: VisitState;

  @Day({ optional: true, about: 'Those on this day or later.' })
  from?: string;
}

export class VisitBooking {
  @Id({ optional: true, about: 'The key’s own party unless given.' })
  schoolId?: string;

  @Id()
  practitionerId: string;

  @Day({ about: 'A working day in the school’s term.' })
  on: string;

  @AmountIn('DAY', { about: 'A whole day (100) or half a day (50).', values: [100, 50] })
  days: Quantity;

  @Text({ rule: texts.purpose })
  purpose: string;

  @Id({ optional: true, about: 'Delivers agreed support instead of a day of the school’s own entitlement.' })
  proposalId?: string;
}

export class VisitReport {
  @Text({ rule: texts.report, example: 'We looked at reading in Year 2 together.' })
  report: string;
}

export class VisitEvaluation {
  @Whole({ min: 1, max: 5 })
  rating: number;

  @Text({ rule: texts.evaluation })
  evaluation: string;
}

export class VisitCancellation {
  @Text({ rule: texts.calledOff, optional: true, about: 'Why; the operator has to say it.' })
  reason?: string;
}
