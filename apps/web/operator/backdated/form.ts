import { IsUUID } from 'class-validator';
import { texts } from '#agreements';
import { Said } from '#platform';
import { CivilDate, MintedId, PurchaseOrder } from '../../kit/rules.js';

export class BackdatedForm {
  @MintedId()
  transferId: string;

  @IsUUID('all', { message: 'Choose a plan' })
  plan: string;

  @CivilDate('Enter the day it started, like 1/4/2027')
  startsOn: string;

  @Said(texts.backdated)
  backdatedBecause: string;

  @PurchaseOrder()
  purchaseOrder?: string;
}
