import type { Designation } from './practitioners.js';

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

/** What an operator says of support between schools; `credits` in its settings. */
export interface CreditSettings {
  /** Hundredths of a credit for a day of each designation. */
  readonly per_day: Partial<Record<Designation, number>>;
  /** How many months credits last that a school earned. */
  readonly earned_months: number;
  /** Days a term after which a home school is protected. */
  readonly protected_days: number;
}
