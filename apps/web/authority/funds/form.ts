import { IsNotEmpty, IsOptional, IsString } from 'class-validator';
import { texts } from '#funding';
import { Said } from '#platform';
import { CivilDate, MintedId } from '../../kit/rules.js';

export class FundForm {
  @MintedId()
  transferId: string;

  @Said(texts.title)
  title: string;

  @IsOptional()
  @IsString()
  @Said(texts.purpose)
  purpose?: string;

  @IsNotEmpty({ message: 'Enter the amount of the fund, like 25000' })
  amount: string;

  @CivilDate('Choose the first day of the fund')
  opensOn: string;

  @CivilDate('Choose the last day on which it can be spent')
  closesOn: string;
}

export class EarmarkForm {
  @MintedId()
  transferId: string;

  @IsNotEmpty({ message: 'Enter the amount for this school, like 2000' })
  amount: string;

  @Said(texts.earmarked)
  purpose: string;
}
