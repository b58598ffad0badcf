import { IsIn, IsOptional, IsString, IsUUID, ValidateIf } from 'class-validator';
import { Length, MaxLength } from '#platform';
import { CivilDate, MintedId } from '../../kit/rules.js';

/** A day from the list, or another one typed. */
export class VisitForm {
  @IsOptional()
  @ValidateIf((form: VisitForm) => Boolean(form.proposal))
  @IsUUID('all')
  proposal?: string;

  @ValidateIf((form: VisitForm) => form.on !== 'other')
  @CivilDate('Choose a day')
  on: string;

  @ValidateIf((form: VisitForm) => form.on === 'other')
  @CivilDate('Enter the day, like 3/3/2027')
  otherOn?: string;

  @IsIn(['100', '50'], { message: 'Choose a whole day or half a day' })
  portion: '100' | '50';

  @Length(3, 500, { message: 'Say what the visit is for, in 3 to 500 characters' })
  purpose: string;
}

export class BookedVisitForm extends VisitForm {
  @MintedId()
  transferId: string;
}

export class EvaluationForm {
  @IsIn(['1', '2', '3', '4', '5'], { message: 'Choose how the visit went' })
  rating: string;

  @IsOptional()
  @IsString()
  @MaxLength(4000, { message: 'Use at most 4,000 characters' })
  comment?: string;
}

/** A reason is the operator's staff's to give; whoever books or comes calls off without. */
export class CallOffForm {
  @IsOptional()
  @IsString()
  @MaxLength(500, { message: 'Use at most 500 characters' })
  reason?: string;
}

export const chosenDay = (form: VisitForm): string => (form.on === 'other' ? form.otherOn! : form.on);
