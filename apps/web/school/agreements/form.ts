import { IsIn, IsUUID, ValidateIf } from 'class-validator';
import { texts } from '#agreements';
import { Said } from '#platform';
import { CivilDate, MintedId, PurchaseOrder, ShownPrice } from '../../kit/rules.js';

export class AgreementForm {
  @IsUUID('all', { message: 'Choose a plan' })
  plan: string;

  @CivilDate('Enter the day it starts, like 1/4/2027')
  startsOn: string;

  @PurchaseOrder()
  purchaseOrder?: string;
}

export class PreparedAgreementForm extends AgreementForm {
  @MintedId()
  transferId: string;

  @ShownPrice()
  price?: string;
}

export class TermEndForm {
  /** `renew`, `leave`, or the id of the plan to change to. */
  @ValidateIf((form: TermEndForm) => form.choice !== 'renew' && form.choice !== 'leave')
  @IsUUID('all', { message: 'Choose what happens when the term ends' })
  choice: string;
}

export class DecisionForm {
  @IsIn(['approve', 'decline'], { message: 'Choose to approve or to decline' })
  decision: 'approve' | 'decline';

  @ValidateIf(({ decision }: DecisionForm) => decision === 'decline')
  @Said(texts.declined)
  reason?: string;
}
