import { needs, type Need, type OfferKind } from '#catalogue';
import { Choice, Id, Text } from '../kit/fields.js';
import { PageQuery } from '../kit/page.js';

const kinds: readonly OfferKind[] = ['plan', 'day', 'service', 'course'];

export class OfferShow {
  @Id({ optional: true, about: 'Whose price; the key’s own party unless given.' })
  schoolId?: string;
}

export class OfferList extends PageQuery {
  @Id({ optional: true, about: 'Whose prices; the key’s own party unless given.' })
  schoolId?: string;

  @Choice(kinds, { optional: true })
  kind?: OfferKind;

  @Choice(needs, { optional: true })
  need?: Need;

  @Text({ optional: true, max: 200, about: 'Words of the title or summary; typing mistakes are forgiven.' })
  text?: string;
}
