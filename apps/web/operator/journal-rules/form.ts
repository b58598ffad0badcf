import { IsIn } from 'class-validator';
import { Length } from '#platform';
import { CivilDate } from '../../kit/rules.js';

export class JournalRuleForm {
  @IsIn(['yes', 'no'], { message: 'Choose whether your authority recharges these schools by journal' })
  journalled: 'yes' | 'no';

  @CivilDate('Enter the day from which it holds')
  from: string;

  @Length(3, 300, {
    message: 'Say who says so, in 3 to 300 characters, such as a letter of your auditor with its date',
  })
  source: string;
}
