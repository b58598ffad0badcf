import { Column, Entity, PrimaryColumn } from 'typeorm';
import { dateColumn, instantColumn, Temporal, type Role } from '#platform';

/** Who said yes for the party. */
export type How = 'colleague' | 'letter' | 'second-administrator';

/** A nomination as it is kept: for which days, what was decided and how, and the link that a letter has. */
@Entity({ schema: 'identity', name: 'nomination' })
export class KeptNomination {
  @PrimaryColumn('uuid') operatorId: string;
  @PrimaryColumn('uuid') nominationId: string;
  @Column('uuid') personId: string;
  @Column('uuid') organisationId: string;
  @Column('text') role: Role;
  @Column(dateColumn()) fromDate: Temporal.PlainDate;
  @Column(dateColumn({ nullable: true })) untilDate: Temporal.PlainDate | null;
  @Column('uuid') proposedBy: string;
  @Column(instantColumn()) proposedAt: Temporal.Instant;
  /** The last day on which it may be confirmed. */
  @Column(dateColumn()) lapsesOn: Temporal.PlainDate;
  @Column('text') state: 'proposed' | 'confirmed' | 'declined';
  @Column({ type: 'text', nullable: true }) decidedHow: How | null;
  @Column({ type: 'uuid', nullable: true }) decidedBy: string | null;
  @Column(instantColumn({ nullable: true })) decidedAt: Temporal.Instant | null;
  /** How a second administrator knows the party's own word. */
  @Column({ type: 'text', nullable: true }) evidence: string | null;
  @Column({ type: 'text', nullable: true }) letterTo: string | null;
  @Column({ type: 'bytea', nullable: true }) linkHash: Buffer | null;
  @Column(instantColumn({ nullable: true })) linkExpiresAt: Temporal.Instant | null;
}
