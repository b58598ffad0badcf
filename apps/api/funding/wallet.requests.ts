import { texts } from '#funding';
import { Id, Text } from '../kit/fields.js';
import { PageQuery } from '../kit/page.js';
import { AmountIn, type Quantity } from '../kit/quantity.js';

export class WalletList extends PageQuery {
  @Id({ optional: true })
  schoolId?: string;

  @Id({ optional: true })
  laId?: string;

  @Id({ optional: true })
  fundId?: string;
}

export class Earmarking {
  @Id()
  fundId: string;

  @Id({ about: 'The school that may spend it.' })
  schoolId: string;

  @Text({ rule: texts.earmarked })
  purpose: string;

  @AmountIn('GBP')
  amount: Quantity;
}
