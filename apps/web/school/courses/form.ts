import { Matches } from 'class-validator';
import { Length } from '#platform';
import type { PlaceMeans } from '#delivery';
import { MintedId } from '../../kit/rules.js';

export class PlaceForm {
  @Length(2, 120, { message: 'Enter the name of the person who will come' })
  attendee: string;

  @Matches(/^(free|credits|money|[A-Z][A-Z-]{1,29})$/, { message: 'Choose how you pay' })
  means: PlaceMeans;
}

export class BookedPlaceForm extends PlaceForm {
  @MintedId()
  transferId: string;
}
