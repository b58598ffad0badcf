import { IsIn, Matches, ValidateIf } from 'class-validator';
import { texts } from '#delivery';
import { Length, Said } from '#platform';
import { MintedId } from '../../kit/rules.js';

export class SupportForm {
  /** Which there are is the operator's to say. */
  @Length(1, 30, { message: 'Choose what you need support with' })
  need: string;

  @Said(texts.need)
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
  @Said(texts.declined)
  reason?: string;
}
