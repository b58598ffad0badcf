import { texts, type PlaceMeans } from '#delivery';
import { Id, Means, Text } from '../kit/fields.js';
import { PageQuery } from '../kit/page.js';
import { Shown, type Quantity } from '../kit/quantity.js';

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

  @Text({ rule: texts.attendee, about: 'Who comes.' })
  attendee: string;

  @Means(['free', 'credits', 'money'], {
    about: 'What pays: a free place, credits, or money that is billed after the course.',
  })
  means: PlaceMeans;

  @Shown()
  shownPrice?: Quantity;
}
