import { asked } from './question.js';
import { group, whole } from './settings.group.js';

const requested = 'Requests that schools make on that day or later.';
export const shortlists = 'Shortlists that a broker looks at on that day or later.';

/** By when a broker answers and matches a request, and what makes someone fit it. */
export const brokerage = group('Requests for support', {
  acknowledge_days: whole(1, 60)
    .default(1)
    .describe('In how many working days a broker acknowledges a request of that day.')
    .register(asked, { label: 'Acknowledged within', measure: 'working days', counts: requested }),
  match_days: whole(1, 250)
    .default(10)
    .describe('In how many working days a request of that day is matched.')
    .register(asked, { label: 'Matched within', measure: 'working days', counts: requested }),
  phase_weight: whole(0, 1000)
    .default(40)
    .describe('How much it counts that someone knows schools of the phase.')
    .register(asked, {
      label: 'Shortlist: knows the phase',
      hint: 'The more points, the more it counts that someone knows schools of the phase.',
      measure: 'points',
      counts: shortlists,
    }),
  need_weight: whole(0, 1000)
    .default(30)
    .describe('How much it counts that they lead on the need.')
    .register(asked, { label: 'Shortlist: leads on the need', measure: 'points', counts: shortlists }),
  spare_weight: whole(0, 1000)
    .default(20)
    .describe('How much it counts that their own school can spare the days.')
    .register(asked, {
      label: 'Shortlist: their school can spare the days',
      measure: 'points',
      counts: shortlists,
    }),
  rating_weight: whole(0, 1000)
    .default(15)
    .describe('How much it counts that schools rated them well.')
    .register(asked, { label: 'Shortlist: rated well', measure: 'points', counts: shortlists }),
  good_rating: whole(1, 5)
    .default(4)
    .describe('From which mean rating of 1 to 5, rounded, someone is rated well.')
    .register(asked, { label: 'Shortlist: rated well is from', measure: 'of 5', counts: shortlists }),
  distance_weight: whole(0, 1000)
    .default(10)
    .describe('How much it counts that they are near: whole next door, nothing from `far_km` on.')
    .register(asked, {
      label: 'Shortlist: near',
      hint: 'How much it counts that someone’s school is near: most next door, nothing where it is far.',
      measure: 'points',
      counts: shortlists,
    }),
  far_km: whole(1, 1000)
    .default(50)
    .describe('From how many kilometres on someone’s school is not near at all.')
    .register(asked, { label: 'Shortlist: far is from', measure: 'kilometres', counts: shortlists }),
  near_km: whole(0, 1000)
    .default(30)
    .describe('Up to how many kilometres the distance speaks for them; above, against.')
    .register(asked, { label: 'Shortlist: near is up to', measure: 'kilometres', counts: shortlists }),
}).prefault({});
