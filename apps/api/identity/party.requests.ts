import { Choice } from '../kit/fields.js';
import { PageQuery } from '../kit/page.js';

const parts = ['buyer', 'provider', 'commissioner', 'host'] as const;

export class PartyList extends PageQuery {
  @Choice(parts, { optional: true, about: 'Only those who play this part.' })
  part?: (typeof parts)[number];
}
