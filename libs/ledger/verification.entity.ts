import { Column, Entity, PrimaryColumn } from 'typeorm';
import { instantColumn, Temporal } from '#platform';

/** What a proof of an operator's books found. */
@Entity({ schema: 'ledger', name: 'verification' })
export class KeptVerification {
  @PrimaryColumn('uuid') operatorId: string;
  @PrimaryColumn({ ...instantColumn(), nullable: false }) verifiedAt: Temporal.Instant;
  /** Plain sentences; none: the books are right. */
  @Column('text', { array: true }) findings: string[];
}
