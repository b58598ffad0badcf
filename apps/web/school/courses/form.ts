import { Matches } from 'class-validator';
import { texts, type PlaceMeans } from '#delivery';
import { Said } from '#platform';
import { MintedId, ShownPrice } from '../../kit/rules.js';

export class PlaceForm {
  @Said(texts.attendee)
  attendee: string;

  @Matches(/^(free|credits|money|[A-Z][A-Z-]{1,29})$/, { message: 'Choose how you pay' })
  means: PlaceMeans;
}

export class BookedPlaceForm extends PlaceForm {
  @MintedId()
  transferId: string;

  @ShownPrice()
  price?: string;
}
