import { IsNotEmpty, IsUUID, ValidateIf } from 'class-validator';
import { MintedId, PurchaseOrder, ShownPrice } from '../../kit/rules.js';

export class PurchaseForm {
  @IsUUID('all', { message: 'Choose what to buy' })
  offer: string;

  /** `money`, the id of one of the school's wallets, or what it holds: `credits` or a unit's code. */
  @IsNotEmpty({ message: 'Choose how you pay' })
  from: string;

  /** Asked only of a school that pays itself. */
  @ValidateIf(({ from }: PurchaseForm) => from === 'money')
  @PurchaseOrder()
  purchaseOrder?: string;
}

export class BoughtForm extends PurchaseForm {
  @MintedId()
  transferId: string;

  @ShownPrice()
  price?: string;
}
