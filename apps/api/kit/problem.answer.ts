import { Decimal, Id, Parts, TextList, Words } from './fields.js';

class FieldProblem {
  @Words({ about: 'Where it stands in the body or query.', example: 'days.value' }) path: string;
  @TextList() messages: string[];
}

/** RFC 9457 problem details, as the document describes them. */
export class ProblemAnswer {
  @Words({ example: 'urn:problem-type:middletier:ledger.insufficient' }) type: string;
  @Words() title: string;
  @Decimal() status: number;
  @Words({ about: 'One sentence for people.' }) detail: string;
  @Words({ about: 'Stable: decide by it.', example: 'ledger.insufficient' }) code: string;
  @Words() instance: string;
  @Id({ about: 'Quote it when you ask for help.' }) requestId: string;
  @Parts(() => FieldProblem, { optional: true, about: 'Of `api.invalid`: every field that is not right.' })
  errors?: FieldProblem[];
}
