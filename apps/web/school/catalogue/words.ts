import type { KnownMeans, Offer } from '#catalogue';

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
