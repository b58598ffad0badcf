import { IsIn, IsNotEmpty, IsOptional, IsString } from 'class-validator';
import { texts } from '#entitlements';
import { Said } from '#platform';
import { Several } from '../../kit/form.js';
import { CivilDate, MintedId } from '../../kit/rules.js';

export const changes = ['grant', 'add', 'take'] as const;

export class ChangeForm {
  @MintedId()
  transferId: string;

  @IsIn(changes, { message: 'Choose what you want to do' })
  kind: (typeof changes)[number];

  @IsNotEmpty({ message: 'Enter how many credits, like 20' })
  amount: string;

  @Said(texts.reason)
  reason: string;

  @IsOptional()
  @CivilDate('Choose the last day on which they can be spent, or leave it empty')
  expiresOn?: string;

  /** Kinds of service that granted credits may pay for; none chosen: any. */
  @IsOptional()
  @Several()
  @IsString({ each: true, message: 'Choose from the kinds of service' })
  restriction?: string | string[];
}
