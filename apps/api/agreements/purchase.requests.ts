import { texts, type PurchaseMeans } from '#agreements';
import { Id, Means, Text } from '../kit/fields.js';
import { PageQuery } from '../kit/page.js';
import { Shown, type Quantity } from '../kit/quantity.js';

export class PurchaseList extends PageQuery {
  @Id({ optional: true })
  schoolId?: string;

  @Id({ optional: true })
  providerId?: string;

  @Id({ optional: true, about: 'Those paid from this authority’s funds.' })
  laId?: string;
}

export class PurchaseOrder {
  @Id({ optional: true, about: 'The key’s own party unless given.' })
  schoolId?: string;

  @Id({ about: 'A service.' })
  offerId: string;

  @Means(['money', 'credits'], {
    optional: true,
    about:
      'What the school pays with: money, unless given, that is billed when it is delivered. Not with a wallet.',
  })
  means?: Exclude<PurchaseMeans, 'fund'>;

  @Id({ optional: true, about: 'Pays from this wallet; left out, the school pays.' })
  walletId?: string;

  @Text({ rule: texts.purchaseOrder, optional: true, about: 'Of a school that pays itself.' })
  purchaseOrder?: string;

  @Shown()
  shownPrice?: Quantity;
}
