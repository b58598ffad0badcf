import { Column, Entity, PrimaryColumn } from 'typeorm';
import { instantColumn } from './db/columns.js';
import { Temporal } from './temporal.js';

/** A tenant of an installation. */
@Entity({ schema: 'platform', name: 'operator' })
export class Operator {
  @PrimaryColumn('uuid') readonly operatorId: string;
  @Column('text') readonly slug: string;
  @Column('text') readonly name: string;
  @Column('text') readonly blueprint: string;
  /** `#rrggbb`; the header's and links' colour. */
  @Column('text') readonly colour: string;
  /** The time on a rehearsal operator's clock; null on the wall clock. */
  @Column(instantColumn({ nullable: true })) readonly rehearsalNow: Temporal.Instant | null;
  @Column(instantColumn()) readonly createdAt: Temporal.Instant;
}
