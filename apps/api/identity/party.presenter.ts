import type { Party } from '#identity';
import { answer } from '../kit/answer.js';
import { Day, Flag, Id, Words } from '../kit/fields.js';

/** An organisation's membership of this operator. */
export class PartyAnswer {
  @Id() organisationId: string;
  @Words() name: string;
  @Flag() buyer: boolean;
  @Flag() provider: boolean;
  @Flag() commissioner: boolean;
  @Flag({ about: 'The operator’s own organisation.' }) host: boolean;
  @Day() joinedOn: string;
  @Day({ nullable: true, about: 'The last day of its membership.' }) leftOn: string | null;
}

export const presentParty = (party: Party, name: string): PartyAnswer =>
  answer(PartyAnswer, { ...party, name });
