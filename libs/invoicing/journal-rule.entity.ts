import { Column, Entity, PrimaryColumn } from 'typeorm';
import { dateColumn, Temporal } from '#platform';

/** A row of the rules, which are only added to. */
@Entity({ schema: 'invoicing', name: 'journal_rule' })
export class KeptJournalRule {
  @PrimaryColumn('uuid') operatorId: string;
  @PrimaryColumn('uuid') ruleId: string;
  /** A TypeOfEstablishment code of the register. */
  @Column('text') typeCode: string;
  @Column(dateColumn()) startsOn: Temporal.PlainDate;
  @Column('boolean') journalled: boolean;
  @Column('text') source: string;
}
