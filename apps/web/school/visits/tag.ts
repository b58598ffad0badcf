import type { VisitRow } from '#insight';
import type { Temporal } from '#platform';

const tags: Record<VisitRow['state'], { text: string; classes: string }> = {
  booked: { text: 'Booked', classes: 'govuk-tag--blue' },
  delivered: { text: 'To evaluate', classes: 'govuk-tag--yellow' },
  evaluated: { text: 'Evaluated', classes: 'govuk-tag--green' },
  cancelled: { text: 'Called off', classes: 'govuk-tag--grey' },
};
/** One whose day is over is not booked any more: it has its report, or waits for it. */
export const visitTag = (visit: Pick<VisitRow, 'state' | 'visitOn'>, today: Temporal.PlainDate) =>
  reportAwaited(visit, today) ? { text: 'Report awaited', classes: 'govuk-tag--yellow' } : tags[visit.state];
export const reportAwaited = (
  { state, visitOn }: Pick<VisitRow, 'state' | 'visitOn'>,
  today: Temporal.PlainDate,
) => state === 'booked' && visitOn < today.toString();
