import { Matches } from 'class-validator';
import { texts } from '#delivery';
import { Said } from '#platform';
import { MintedId } from '../../kit/rules.js';

export class EndForm {
  @Said(texts.ended)
  reason: string;
}

export class ProposeForm {
  @MintedId()
  transferId: string;

  /** The practitioner's id and the designation they would come as: which there are is the operator's to say. */
  @Matches(/^[0-9a-f-]{36} [A-Za-z][A-Za-z-]{1,29}$/, { message: 'Choose whom to propose' })
  practitioner: string;

  @Said(texts.proposed)
  reason: string;
}
