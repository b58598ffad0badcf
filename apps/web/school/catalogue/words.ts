import type { KnownMeans, Offer } from '#catalogue';
import { shortDate, type Temporal } from '#platform';

export const kindName: Record<Offer['kind'], string> = {
  plan: 'Plan for a year',
  day: 'Day of support',
  service: 'Service',
  course: 'Course',
};
export const meansName: Record<KnownMeans, string> = {
  free: 'Free to you',
  entitlement: 'From your entitlement',
  credits: 'Credits',
  money: 'Your budget',
  fund: 'LA fund',
};
/** Nothing is called free to a school that has no free place left, nor before the day from which it has one. */
export const freeName = (from: string | null, today: Temporal.PlainDate): string =>
  !from
    ? 'A free place: you have none left'
    : from > today.toString()
      ? `A free place, from ${shortDate(from)}`
      : meansName.free;
