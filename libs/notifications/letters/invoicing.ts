import { pounds, shortDate } from '#platform';
import { letter, type Letter, type To } from './letter.js';

export interface DocumentFacts extends To {
  readonly number: string;
  readonly rail: 'invoice' | 'journal';
  readonly supplier: string;
  /** Pence, VAT included. */
  readonly gross: bigint;
  /** `YYYY-MM-DD`. */
  readonly dueOn: string;
}

export const documentLetter = (facts: DocumentFacts): Letter =>
  facts.rail === 'invoice'
    ? letter(facts, `Invoice ${facts.number} from ${facts.supplier}: ${pounds(facts.gross)}`, [
        `${facts.supplier} has issued invoice ${facts.number} for ${pounds(facts.gross)}, due on ${shortDate(facts.dueOn)}.`,
        facts.link,
      ])
    : letter(facts, `Journal ${facts.number} from ${facts.supplier}: ${pounds(facts.gross)}`, [
        `${facts.supplier} has issued journal ${facts.number} for ${pounds(facts.gross)}. The authority moves the money; you pay nothing yourself.`,
        facts.link,
      ]);
