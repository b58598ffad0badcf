import { texts } from '#funding';
import { Day, Id, Text } from '../kit/fields.js';
import { PageQuery } from '../kit/page.js';
import { AmountIn, type Quantity } from '../kit/quantity.js';

export class FundList extends PageQuery {
  @Id({ optional: true, about: 'The authority; the key’s own party unless given.' })
  laId?: string;
}

export class FundOpening {
  @Id({ optional: true, about: 'The authority; the key’s own party unless given.' })
  laId?: string;

  @Text({ rule: texts.title })
  title: string;

  @Text({ rule: texts.purpose })
  purpose: string;

  @AmountIn('GBP', { about: 'The whole fund.' })
  amount: Quantity;

  @Day()
  opensOn: string;

  @Day({ about: 'The last day it may be spent.' })
  closesOn: string;
}
