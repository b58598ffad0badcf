import type { OfferKind } from '#catalogue';
import { Choice, Code, Id, Text } from '../kit/fields.js';
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

  @Code({ optional: true, about: 'One of the operator’s needs: see /operator/vocabularies.' })
  need?: string;

  @Text({ optional: true, max: 200, about: 'Words of the title or summary; typing mistakes are forgiven.' })
  text?: string;
}
