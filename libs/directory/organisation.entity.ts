import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { OrganisationKind } from './organisation.js';

/** A school, a trust, an LA, a provider or another body; the same for every operator. */
@Entity({ schema: 'directory', name: 'organisation' })
export class Organisation {
  @PrimaryColumn('uuid') organisationId: string;
  @Column('text') kind: OrganisationKind;
  /** URN, group UID, LA code; the caller's own word for a provider or another body. */
  @Column('text') key: string;
  @Column('text') name: string;
}
