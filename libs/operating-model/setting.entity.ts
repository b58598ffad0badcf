import { Column, Entity, PrimaryColumn } from 'typeorm';
import { instantColumn, Temporal } from '#platform';

/** What an operator chose of one setting, from a day on. */
@Entity({ schema: 'operating_model', name: 'setting' })
export class Setting {
  @PrimaryColumn('uuid') operatorId: string;
  @PrimaryColumn('text') name: string;
  @PrimaryColumn('date') holdsFrom: string;
  /** Ordered by time: of the same day and name the last one holds. */
  @PrimaryColumn('uuid') settingId: string;
  @Column('jsonb') value: unknown;
  @Column(instantColumn()) chosenAt: Temporal.Instant;
  /** Null: the program, when the operator was made. */
  @Column({ type: 'uuid', nullable: true }) chosenBy: string | null;
}
