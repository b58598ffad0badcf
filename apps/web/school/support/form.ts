import { IsIn, Matches, ValidateIf } from 'class-validator';
import { Length } from '#platform';
import { MintedId } from '../../kit/rules.js';

export class SupportForm {
  /** Which there are is the operator's to say. */
  @Length(1, 30, { message: 'Choose what you need support with' })
  need: string;

  @Length(10, 2000, { message: 'Say what you need in 10 to 2,000 characters' })
  details: string;

  @Matches(/^([1-9]|1\d)(\.5)?$|^20$|^0\.5$/, {
    message: 'Enter how many days, from 0.5 to 20, like 2 or 2.5',
  })
  days: string;
}

export class AskedSupportForm extends SupportForm {
  @MintedId()
  transferId: string;
}

export class AnswerForm {
  @IsIn(['consent', 'decline'], { message: 'Choose to agree or to decline' })
  answer: 'consent' | 'decline';

  @ValidateIf(({ answer }: AnswerForm) => answer === 'decline')
  @Length(3, 500, { message: 'Say why you decline, in 3 to 500 characters' })
  reason?: string;
}
