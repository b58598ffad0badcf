import { IsUUID } from 'class-validator';
import { Length } from '#platform';
import { CivilDate, MintedId, PurchaseOrder } from '../../kit/rules.js';

export class BackdatedForm {
  @MintedId()
  transferId: string;

  @IsUUID('all', { message: 'Choose a plan' })
  plan: string;

  @CivilDate('Enter the day it started, like 1/4/2027')
  startsOn: string;

  @Length(10, 500, { message: 'Say why it is dated back, in 10 to 500 characters; the school reads it' })
  backdatedBecause: string;

  @PurchaseOrder()
  purchaseOrder?: string;
}
