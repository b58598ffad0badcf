import { Column, Entity, PrimaryColumn } from 'typeorm';
import { dateColumn, instantColumn, Temporal, type Role } from '#platform';

/** A person's role for a party, from one day until another (both included). */
@Entity({ schema: 'identity', name: 'appointment' })
export class Appointment {
  @PrimaryColumn('uuid') readonly operatorId: string;
  @PrimaryColumn('uuid') readonly appointmentId: string;
  @Column('uuid') readonly personId: string;
  @Column('uuid') readonly organisationId: string;
  @Column('text') readonly role: Role;
  @Column(dateColumn({ name: 'from_date' })) readonly from: Temporal.PlainDate;
  @Column(dateColumn({ name: 'until_date', nullable: true })) readonly until: Temporal.PlainDate | null;
  /** Listed on the sign-in page of a demonstration. */
  @Column('boolean') readonly demonstration: boolean;
  /** At the operator's own organisation, where alone its staff are. */
  @Column('boolean') readonly atHost: boolean;
  /** Null: by whoever runs the installation. */
  @Column({ type: 'uuid', nullable: true }) readonly appointedBy: string | null;
  /** It was ended by hand, and is over from then on, whatever its last day. */
  @Column(instantColumn({ nullable: true })) readonly endedAt: Temporal.Instant | null;
}
