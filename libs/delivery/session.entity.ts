import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A dated course or event. */
@Entity({ schema: 'delivery', name: 'session' })
export class Session {
  @PrimaryColumn('uuid') operatorId: string;
  @PrimaryColumn('uuid') sessionId: string;
  @Column('uuid') offerId: string;
  @Column('uuid') providerId: string;
  @Column('text') title: string;
  @Column('date') heldOn: string;
  @Column('time') startsAt: string;
  @Column('text') venue: string;
  @Column('integer') capacity: number;
  /** The ledger's account of the places left. */
  @Column('uuid') placesAccountId: string;
  @Column({ type: 'date', nullable: true }) registerTakenOn: string | null;
}
