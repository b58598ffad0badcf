/** What an operator says of visits and courses; `delivery` in its settings. */
export interface DeliveryRules {
  /** Until how many days before it a school may call a visit off; at least the day before. */
  readonly visitNoticeDays: number;
  /** Until how many days before the course a place may be given back; 0: until it starts. */
  readonly placeNoticeDays: number;
  /** How far ahead days are booked and courses dated. */
  readonly horizonDays: number;
}

/** The day before, the start of the course, and eighteen months, where the operator says nothing else. */
export const deliveryRules = (settings: unknown): DeliveryRules => {
  const {
    visit_notice_days = 1,
    place_notice_days = 0,
    horizon_days = 550,
  } = (settings ?? {}) as {
    visit_notice_days?: number;
    place_notice_days?: number;
    horizon_days?: number;
  };
  return {
    visitNoticeDays: Math.max(1, visit_notice_days),
    placeNoticeDays: place_notice_days,
    horizonDays: horizon_days,
  };
};
