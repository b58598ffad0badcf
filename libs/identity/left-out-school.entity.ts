import { Column, Entity, PrimaryColumn } from 'typeorm';
import { dateColumn, Temporal } from '#platform';

/** A school that the operator does not want as a member. */
@Entity({ schema: 'identity', name: 'left_out_school' })
export class LeftOutSchool {
  @PrimaryColumn('uuid') operatorId: string;
  @PrimaryColumn('uuid') organisationId: string;
  @Column(dateColumn()) decidedOn: Temporal.PlainDate;
  @Column('text') reason: string;
}
