import { Column, Entity, PrimaryColumn } from 'typeorm';
import { dateColumn, Temporal } from '#platform';
import type { TaxedAs } from './vocabulary.js';

/** A word of one of the operator's vocabularies, and the days on which it may be chosen. */
export abstract class KeptWord {
  @PrimaryColumn({ name: 'operator_id', type: 'uuid' }) operatorId: string;
  @PrimaryColumn('text') code: string;
  @Column('text') label: string;
  @Column('integer') position: number;
  @Column(dateColumn('from_on')) fromOn: Temporal.PlainDate;
  @Column(dateColumn('until_on', { nullable: true })) untilOn: Temporal.PlainDate | null;
}

@Entity({ schema: 'operating_model', name: 'need' })
export class KeptNeed extends KeptWord {}

@Entity({ schema: 'operating_model', name: 'designation' })
export class KeptDesignation extends KeptWord {
  @Column('boolean') leads: boolean;
}

@Entity({ schema: 'operating_model', name: 'service_type' })
export class KeptServiceType extends KeptWord {
  @Column({ name: 'taxed_as', type: 'text' }) taxedAs: TaxedAs;
}
