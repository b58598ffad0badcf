import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Someone who is deployed. */
@Entity({ schema: 'delivery', name: 'practitioner' })
export class Practitioner {
  @PrimaryColumn('uuid') operatorId: string;
  @PrimaryColumn('uuid') practitionerId: string;
  /** The account they sign in with. */
  @Column({ type: 'uuid', nullable: true }) personId: string | null;
  @Column('text') name: string;
  /** The party that employs them. */
  @Column('uuid') homeId: string;
  @Column('text', { array: true }) phases: readonly string[];
  /** Codes of the operator's needs that they lead on. */
  @Column('text', { array: true }) needs: readonly string[];
}

/** What someone may be deployed as, from when until when, and who says so. */
@Entity({ schema: 'delivery', name: 'designation' })
export class Designation {
  @PrimaryColumn('uuid') operatorId: string;
  @PrimaryColumn('uuid') practitionerId: string;
  /** A code of the operator's designations. */
  @PrimaryColumn('text') designation: string;
  @PrimaryColumn('date') fromOn: string;
  @Column('text') issuer: string;
  @Column({ type: 'date', nullable: true }) untilOn: string | null;
}
