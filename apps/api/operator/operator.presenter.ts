import type { Operator, Tx } from '#platform';
import { Day, Flag, Moment, Words } from '../kit/fields.js';

/** The operator whose key this is, and what time it is there. */
export class OperatorAnswer {
  @Words() slug: string;
  @Words() name: string;
  @Words({ example: '#1d70b8' }) colour: string;
  @Flag({ about: 'Its clock is set by its staff.' }) rehearsal: boolean;
  @Moment() now: string;
  @Day({ about: 'The civil date in London.' }) today: string;
}

export const presentOperator = ({ slug, name, colour, rehearsalNow }: Operator, tx: Tx): OperatorAnswer => ({
  slug,
  name,
  colour,
  rehearsal: rehearsalNow !== null,
  now: (rehearsalNow ?? tx.now).toString(),
  today: tx.today.toString(),
});
