import { IsNotEmpty, IsUUID } from 'class-validator';
import { MintedId, PurchaseOrder } from '../../kit/rules.js';

export class PurchaseForm {
  @IsUUID('all', { message: 'Choose what to buy' })
  offer: string;

  /** `money`, or the id of one of the school's wallets. */
  @IsNotEmpty({ message: 'Choose how you pay' })
  from: string;

  @PurchaseOrder()
  purchaseOrder?: string;
}

export class BoughtForm extends PurchaseForm {
  @MintedId()
  transferId: string;
}
