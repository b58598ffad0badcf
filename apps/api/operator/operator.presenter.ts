import { inUse, type Words as Vocabularies } from '#operating-model';
import type { Operator, Temporal, Tx } from '#platform';
import { answer } from '../kit/answer.js';
import { Code, Day, Flag, Moment, Parts, Whole, Words } from '../kit/fields.js';

/** The operator whose key this is, and what time it is there. */
export class OperatorAnswer {
  @Words() slug: string;
  @Words() name: string;
  @Words({ example: '#1d70b8' }) colour: string;
  @Flag({ about: 'Its clock is set by its staff.' }) rehearsal: boolean;
  @Moment() now: string;
  @Day({ about: 'The civil date in London.' }) today: string;
}

export const presentOperator = (operator: Operator, tx: Tx): OperatorAnswer =>
  answer(OperatorAnswer, {
    ...operator,
    rehearsal: operator.rehearsalNow !== null,
    now: operator.rehearsalNow ?? tx.now,
    today: tx.today,
  });

export class WordAnswer {
  @Code() code: string;
  @Words({ about: 'As people read it.' }) label: string;
}
export class DesignationAnswer extends WordAnswer {
  @Flag({ about: 'Its holders may support other schools.' }) leads: boolean;
}
export class ServiceTypeAnswer extends WordAnswer {
  @Words({ about: 'What the law of VAT takes it for.' }) taxedAs: string;
}
export class UnitAnswer extends WordAnswer {
  @Words({ about: 'One of it: hour.' }) one: string;
  @Words({ about: 'Several of it: hours.' }) many: string;
  @Whole({ about: 'How many digits stand after the point: 2 when the minor unit is a hundredth.' })
  places: number;
}
/** Those that may be chosen today; what was written earlier may have others. */
export class VocabulariesAnswer {
  @Parts(() => WordAnswer) needs: WordAnswer[];
  @Parts(() => DesignationAnswer, { about: 'The highest first.' }) designations: DesignationAnswer[];
  @Parts(() => ServiceTypeAnswer) serviceTypes: ServiceTypeAnswer[];
  @Parts(() => UnitAnswer, { about: 'What is counted besides money.' }) units: UnitAnswer[];
}

export const presentVocabularies = (
  { needs, designations, service_types, units }: Vocabularies,
  on: Temporal.PlainDate,
): VocabulariesAnswer => ({
  needs: inUse(needs, on).map((word) => answer(WordAnswer, word)),
  designations: inUse(designations, on).map((word) => answer(DesignationAnswer, word)),
  serviceTypes: inUse(service_types, on).map((word) => answer(ServiceTypeAnswer, word)),
  units: inUse(units, on).map((word) => answer(UnitAnswer, word)),
});
