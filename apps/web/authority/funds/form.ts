import { IsNotEmpty, IsOptional, IsString } from 'class-validator';
import { Length, MaxLength } from '#platform';
import { CivilDate, MintedId } from '../../kit/rules.js';

export class FundForm {
  @MintedId()
  transferId: string;

  @Length(3, 120, { message: 'Enter a name for the fund, like Intervention 2026-27' })
  title: string;

  @IsOptional()
  @IsString()
  @MaxLength(500, { message: 'Say what it is for in at most 500 characters' })
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

  @Length(3, 500, { message: 'Say what it is for, in 3 to 500 characters; the school reads it' })
  purpose: string;
}
