import { Matches } from 'class-validator';
import { Length } from '#platform';
import { MintedId } from '../../kit/rules.js';

export class EndForm {
  @Length(3, 500, { message: 'Say why the support ends, in 3 to 500 characters' })
  reason: string;
}

export class ProposeForm {
  @MintedId()
  transferId: string;

  /** The practitioner's id and the designation they would come as: which there are is the operator's to say. */
  @Matches(/^[0-9a-f-]{36} [A-Za-z][A-Za-z-]{1,29}$/, { message: 'Choose whom to propose' })
  practitioner: string;

  @Length(3, 1000, {
    message: 'Say why this person, in 3 to 1,000 characters, for the two headteachers to read',
  })
  reason: string;
}
