import { Column, Entity, PrimaryColumn } from 'typeorm';
import { dateColumn, instantColumn, Temporal } from '#platform';

export type KeyScope = 'read' | 'write';

/** A party's key to the API, as it is kept: its hash, the four characters by which people know it, and the party's word on it. */
@Entity({ schema: 'identity', name: 'api_key' })
export class KeptApiKey {
  @PrimaryColumn('uuid') operatorId: string;
  @PrimaryColumn('uuid') apiKeyId: string;
  @Column('uuid') organisationId: string;
  @Column('text') name: string;
  @Column('bytea') hash: Buffer;
  @Column('text') lastFour: string;
  @Column('text', { array: true }) scopes: readonly KeyScope[];
  @Column(instantColumn()) issuedAt: Temporal.Instant;
  @Column({ type: 'uuid', nullable: true }) issuedBy: string | null;
  @Column(instantColumn({ nullable: true })) revokedAt: Temporal.Instant | null;
  @Column('text') state: 'waiting' | 'confirmed' | 'declined';
  /** The last day on which it may be confirmed; null: it needs no yes. */
  @Column(dateColumn({ nullable: true })) lapsesOn: Temporal.PlainDate | null;
  @Column({ type: 'uuid', nullable: true }) decidedBy: string | null;
  @Column(instantColumn({ nullable: true })) decidedAt: Temporal.Instant | null;
}
