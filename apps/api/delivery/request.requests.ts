import { texts } from '#delivery';
import { Code, Id, Text } from '../kit/fields.js';
import { PageQuery } from '../kit/page.js';
import { AmountIn, type Quantity } from '../kit/quantity.js';

export class RequestList extends PageQuery {
  @Id({ optional: true })
  schoolId?: string;
}

export class SupportAsked {
  @Id({ optional: true, about: 'The key’s own party unless given.' })
  schoolId?: string;

  @Code({ about: 'One of the operator’s needs: see /operator/vocabularies.' })
  need: string;

  @Text({ rule: texts.need })
  details: string;

  @AmountIn('DAY', { about: 'Days and half days (50), at most 20 days (2000).' })
  days: Quantity;
}

export class NewProposal {
  @Id()
  practitionerId: string;

  @Code({
    about:
      'As what they would come; it sets the credits a day. One of the operator’s: see /operator/vocabularies.',
  })
  designation: string;

  @Text({ rule: texts.proposed })
  reason: string;
}
