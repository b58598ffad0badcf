import { IsIn, IsOptional, IsString, IsUUID, ValidateIf } from 'class-validator';
import { texts } from '#delivery';
import { MaxLength, Said, sentenceOf } from '#platform';
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

  @Said(texts.purpose)
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
  @Said(texts.evaluation)
  comment?: string;
}

/** A reason is the operator's staff's to give; whoever books or comes calls off without. */
export class CallOffForm {
  @IsOptional()
  @IsString()
  @MaxLength(texts.calledOff.length[1], { message: sentenceOf(texts.calledOff) })
  reason?: string;
}

export const chosenDay = (form: VisitForm): string => (form.on === 'other' ? form.otherOn! : form.on);
