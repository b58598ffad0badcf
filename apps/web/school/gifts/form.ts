import { IsOptional, IsUUID, Matches } from 'class-validator';
import { texts } from '#entitlements';
import { MaxLength, Said } from '#platform';
import { MintedId } from '../../kit/rules.js';

export class GiftForm {
  /** What was searched for, so that the list of schools stays. */
  @IsOptional()
  @MaxLength(100, { message: 'Search for fewer words' })
  q?: string;

  @IsUUID('all', { message: 'Choose the school' })
  to: string;

  @Matches(/^\d{1,6}(\.\d{1,2})?$/, { message: 'Enter how many credits, like 10 or 2.5' })
  amount: string;

  @Said(texts.message)
  message: string;
}

export class SentGiftForm extends GiftForm {
  @MintedId()
  transferId: string;
}
