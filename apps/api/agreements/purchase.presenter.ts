import type { Purchase } from '#agreements';
import { answer } from '../kit/answer.js';
import { toQuantity, type Quantity } from '../kit/quantity.js';
import { Amount, Day, Id, Whole, Words } from '../kit/fields.js';

/** A service bought once. */
export class PurchaseAnswer {
  @Id() purchaseId: string;
  @Id() schoolId: string;
  @Id() providerId: string;
  @Id({ nullable: true, about: 'The authority whose wallet pays; null when the school does.' }) laId:
    string | null;
  @Id({ nullable: true }) walletId: string | null;
  @Id() offerId: string;
  @Words() title: string;
  @Words({ about: 'money, fund or credits; or a unit of the operator’s own, by its code.' }) means: string;
  @Amount({ about: 'Of money before tax.' }) amount: Quantity;
  @Words({ nullable: true }) purchaseOrder: string | null;
  @Words({ about: 'committed, delivered or cancelled.' }) state: string;
  @Day() boughtOn: string;
  @Day({ nullable: true }) finishedOn: string | null;
  @Whole({ about: 'Also the ETag.' }) version: number;
}

export const presentPurchase = (purchase: Purchase): PurchaseAnswer =>
  answer(PurchaseAnswer, { ...purchase, amount: toQuantity(purchase.amount, purchase.unit.code) });
