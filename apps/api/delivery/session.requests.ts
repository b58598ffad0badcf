import { mostPlaces, texts } from '#delivery';
import { Day, Flag, Id, Ids, Text, TimeOfDay, Whole } from '../kit/fields.js';
import { PageQuery } from '../kit/page.js';

export class SessionList extends PageQuery {
  @Id({ optional: true })
  offerId?: string;

  @Id({ optional: true })
  providerId?: string;

  @Day({ optional: true, about: 'Those on this day or later.' })
  from?: string;
}

export class SessionDate {
  @Id({ about: 'A course.' })
  offerId: string;

  @Day()
  on: string;

  @TimeOfDay({ example: '09:30' })
  startsAt: string;

  @Text({ rule: texts.venue })
  venue: string;

  @Whole({ min: 1, max: mostPlaces })
  capacity: number;
}

export class Register {
  @Ids({ max: 10000, about: 'The places whose people came. All others still booked are noted as absent.' })
  attended: string[];

  @Flag({ optional: true, about: 'Said when nobody came, with nobody in `attended`.' })
  nobodyCame?: boolean;
}
