import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { OwnUnit } from '#catalogue';

export type PlaceMeans = 'free' | 'credits' | 'money' | OwnUnit;
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
  /** In minor units of `unit`; nothing of a free one. */
  @Column('bigint') amount: bigint;
  /** The code of what its means is counted in; it follows from that. */
  @Column({ type: 'text', insert: false, update: false }) unit: string;
  @Column('text') state: PlaceState;
  @Column('date') bookedOn: string;
  @Column({ type: 'uuid', nullable: true }) bookedBy: string | null;
}
