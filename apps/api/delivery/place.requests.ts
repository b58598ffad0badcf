import type { PlaceMeans } from '#delivery';
import { Choice, Id, Text } from '../kit/fields.js';
import { PageQuery } from '../kit/page.js';

const means: readonly PlaceMeans[] = ['free', 'credits', 'money'];

export class PlaceList extends PageQuery {
  @Id({ optional: true })
  sessionId?: string;

  @Id({ optional: true })
  schoolId?: string;
}

export class PlaceBooking {
  @Id()
  sessionId: string;

  @Id({ optional: true, about: 'The key’s own party unless given.' })
  schoolId?: string;

  @Text({ min: 2, max: 120, about: 'Who comes.' })
  attendee: string;

  @Choice(means, { about: 'What pays: a free place, credits, or money that is billed after the course.' })
  means: PlaceMeans;
}
