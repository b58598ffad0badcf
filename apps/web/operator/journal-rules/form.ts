import { IsIn } from 'class-validator';
import { ruleSource } from '#invoicing';
import { Said } from '#platform';
import { CivilDate } from '../../kit/rules.js';

export class JournalRuleForm {
  @IsIn(['yes', 'no'], { message: 'Choose whether your authority recharges these schools by journal' })
  journalled: 'yes' | 'no';

  @CivilDate('Enter the day from which it holds')
  from: string;

  @Said(ruleSource)
  source: string;
}
