import { texts, type AgreementState, type AtTermEnd } from '#agreements';
import { Choice, Day, Id, Text } from '../kit/fields.js';
import { PageQuery } from '../kit/page.js';
import { Shown, type Quantity } from '../kit/quantity.js';

const states: readonly AgreementState[] = ['awaiting-approval', 'signed', 'declined', 'superseded'];
const choices: readonly AtTermEnd[] = ['renew', 'change', 'leave'];

export class AgreementList extends PageQuery {
  @Id({ optional: true })
  schoolId?: string;

  @Choice(states, { optional: true })
  state?: AgreementState;
}

export class AgreementPreparation {
  @Id({ optional: true, about: 'The key’s own party unless given.' })
  schoolId?: string;

  @Id({ about: 'The plan.' })
  offerId: string;

  @Day({ optional: true, about: 'Today unless given.' })
  startsOn?: string;

  @Text({ rule: texts.purchaseOrder, optional: true })
  purchaseOrder?: string;

  @Shown()
  shownPrice?: Quantity;
}

export class Declining {
  @Text({ rule: texts.declined, optional: true, about: 'Why; whoever prepared it is told.' })
  reason?: string;
}

export class TermEndChoice {
  @Choice(choices, { about: 'What happens when the term ends.' })
  choice: AtTermEnd;

  @Id({ optional: true, about: 'With `change`: the plan of the next term.' })
  nextOfferId?: string;
}
