import { texts } from '#entitlements';
import { Day, Id, Text, TextList, Whole } from '../kit/fields.js';
import { AmountIn, type Quantity } from '../kit/quantity.js';

export class Gift {
  @Id({ optional: true, about: 'Who gives; the key’s own party unless given.' })
  from?: string;

  @Id({ about: 'The school that gets them.' })
  to: string;

  @AmountIn('CREDIT')
  credits: Quantity;

  @Text({ rule: texts.message, about: 'For both statements.' })
  message: string;
}

export class CreditGrant {
  @Id()
  schoolId: string;

  @AmountIn('CREDIT')
  credits: Quantity;

  @Text({ rule: texts.reason, about: 'For the school’s statement.' })
  reason: string;

  @Day({ optional: true, about: 'The last day they may be spent; without it they do not expire.' })
  expiresOn?: string;

  @TextList({ optional: true, about: 'The kinds of service they may pay for; left out: any.' })
  restriction?: readonly string[];
}

export class EndingQuery {
  @Id({ optional: true, about: 'The key’s own party unless given.' })
  schoolId?: string;

  @Whole({
    optional: true,
    min: 1,
    max: 366,
    about: 'Within so many days; as many as the operator warns of unless given.',
  })
  days?: number;
}

export class MonthsQuery {
  @Day()
  from: string;

  @Day({ about: 'At most 36 months after `from`.' })
  to: string;
}
