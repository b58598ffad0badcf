import { Column, Entity, PrimaryColumn } from 'typeorm';
import { dateColumn, instantColumn, Temporal } from '#platform';

/** What an operator chose of one setting, from a day on. */
@Entity({ schema: 'operating_model', name: 'setting' })
export class Setting {
  @PrimaryColumn({ name: 'operator_id', type: 'uuid' }) operatorId: string;
  @PrimaryColumn('text') name: string;
  @PrimaryColumn({ ...dateColumn('holds_from'), nullable: false }) holdsFrom: Temporal.PlainDate;
  /** Ordered by time: of the same day and name the last one holds. */
  @PrimaryColumn({ name: 'setting_id', type: 'uuid' }) settingId: string;
  @Column('jsonb') value: unknown;
  @Column(instantColumn('chosen_at')) chosenAt: Temporal.Instant;
  /** Null: the program, when the operator was made. */
  @Column({ name: 'chosen_by', type: 'uuid', nullable: true }) chosenBy: string | null;
}
