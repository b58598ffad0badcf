import type { TextRule } from '#platform';

/** What people write of visits, courses and support. */
export const texts = {
  purpose: { code: 'delivery.purpose', length: [3, 500], ask: 'Say what the visit is for' },
  report: {
    code: 'delivery.report',
    length: [20, 20_000],
    ask: 'Write at least a sentence or two about the visit',
  },
  evaluation: { code: 'delivery.evaluation', length: [0, 4000], ask: 'Say how it went' },
  calledOff: { code: 'delivery.reason', length: [3, 500], ask: 'Say why the visit is called off' },
  practitioner: {
    code: 'delivery.practitioner-name',
    length: [2, 120],
    line: true,
    ask: 'Enter the practitioner’s full name',
  },
  issuer: { code: 'delivery.issuer', length: [2, 120], line: true, ask: 'Say who designated them' },
  venue: { code: 'delivery.venue', length: [2, 200], line: true, ask: 'Enter where it is' },
  attendee: {
    code: 'delivery.attendee',
    length: [2, 120],
    line: true,
    ask: 'Enter the name of the person who will come',
  },
  need: { code: 'delivery.details', length: [10, 2000], ask: 'Say what you need' },
  proposed: {
    code: 'delivery.reason',
    length: [3, 1000],
    ask: 'Say why this person',
    besides: ', for the two headteachers to read',
  },
  declined: { code: 'delivery.reason', length: [3, 500], ask: 'Say why you decline' },
  ended: { code: 'delivery.reason', length: [3, 500], ask: 'Say why the support ends' },
} as const satisfies Record<string, TextRule>;
