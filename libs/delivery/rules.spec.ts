import { expect, test } from '@jest/globals';
import { deliveryRules } from './rules.js';

test('an operator that says nothing has the day before, the start of the course, and eighteen months', () => {
  const usual = { visitNoticeDays: 1, placeNoticeDays: 0, horizonDays: 550 };
  expect(deliveryRules(undefined)).toEqual(usual);
  expect(deliveryRules(null)).toEqual(usual);
  expect(deliveryRules({})).toEqual(usual);
});

test('an operator has its own, but no visit is called off on its day', () => {
  expect(deliveryRules({ visit_notice_days: 5, place_notice_days: 2, horizon_days: 90 })).toEqual({
    visitNoticeDays: 5,
    placeNoticeDays: 2,
    horizonDays: 90,
  });
  expect(deliveryRules({ visit_notice_days: 0 }).visitNoticeDays).toBe(1);
});
