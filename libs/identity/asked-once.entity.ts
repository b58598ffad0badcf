import { Column, Entity, PrimaryColumn } from 'typeorm';
import { instantColumn, Temporal } from '#platform';

/** What a party's program asked for under a key of its own. */
@Entity({ schema: 'identity', name: 'asked_once' })
export class AskedOnce {
  @PrimaryColumn('uuid') operatorId: string;
  @PrimaryColumn('uuid') organisationId: string;
  @PrimaryColumn('text') idempotencyKey: string;
  @Column('text') operation: string;
  @Column('bytea') inputHash: Buffer;
  @Column(instantColumn()) askedAt: Temporal.Instant;
}
