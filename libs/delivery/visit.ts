import { Refusal, shortDate, Temporal } from '#platform';
import type { Visit, VisitState } from './visit.entity.js';

/** Every change of state a visit can make. */
const transitions: Record<VisitState, readonly VisitState[]> = {
  booked: ['delivered', 'cancelled'],
  delivered: ['evaluated'],
  evaluated: [],
  cancelled: [],
};

const said: Record<VisitState, string> = {
  booked: 'is booked and has no report yet',
  delivered: 'has its report',
  evaluated: 'was evaluated',
  cancelled: 'was called off',
};

/** Refuses: `delivery.visit-state`. */
export function become(visit: Visit, state: VisitState): void {
  if (!transitions[visit.state].includes(state))
    throw new Refusal('delivery.visit-state', `This visit ${said[visit.state]}.`);
}

/** A report is of something that happened. Refuses: `delivery.not-yet`. */
export function hasHappened(visit: Visit, today: Temporal.PlainDate): void {
  if (Temporal.PlainDate.compare(today, visit.visitOn) < 0) {
    throw new Refusal(
      'delivery.not-yet',
      `The visit is on ${shortDate(visit.visitOn)}; its report can be filed from then.`,
    );
  }
}

/** Refuses: `delivery.past`. */
export function liesAhead(date: Temporal.PlainDate, today: Temporal.PlainDate): void {
  if (Temporal.PlainDate.compare(date, today) < 0)
    throw new Refusal('delivery.past', 'Choose a day that is not in the past.', 'invalid');
}
