import { Column, Entity, PrimaryColumn } from 'typeorm';

export type PlaceMeans = 'free' | 'credits' | 'money';
export type PlaceState = 'booked' | 'attended' | 'absent' | 'cancelled';

/** A seat on a dated course, kept for someone of a school. */
@Entity({ schema: 'delivery', name: 'place' })
export class Place {
  @PrimaryColumn('uuid') operatorId: string;
  @PrimaryColumn('uuid') placeId: string;
  @Column('uuid') sessionId: string;
  @Column('uuid') schoolId: string;
  @Column('uuid') providerId: string;
  @Column('text') attendee: string;
  @Column('text') means: PlaceMeans;
  /** Hundredths of a credit, or pence. */
  @Column('bigint') amount: bigint;
  @Column('text') state: PlaceState;
  @Column('date') bookedOn: string;
  @Column({ type: 'uuid', nullable: true }) bookedBy: string | null;
}
