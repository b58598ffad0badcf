import { Column, Entity, PrimaryColumn } from 'typeorm';

/** What a school asked for. Its stage follows from its proposals and their visits. */
@Entity({ schema: 'delivery', name: 'request' })
export class Request {
  @PrimaryColumn('uuid') operatorId: string;
  @PrimaryColumn('uuid') requestId: string;
  @Column('uuid') schoolId: string;
  /** A code of the operator's needs. */
  @Column('text') need: string;
  @Column('text') details: string;
  /** Hundredths of a day. */
  @Column('bigint') days: bigint;
  @Column('date') askedOn: string;
  @Column({ type: 'uuid', nullable: true }) askedBy: string | null;
  @Column({ type: 'date', nullable: true }) withdrawnOn: string | null;
  /** Written by the database, when the last of its days is evaluated. */
  @Column({ type: 'date', nullable: true }) closedOn: string | null;
}
