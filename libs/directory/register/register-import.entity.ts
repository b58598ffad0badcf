import { Column, Entity, PrimaryColumn } from 'typeorm';
import { instantColumn, Temporal } from '#platform';
import type { Accepted } from './guards.js';

/** What an import read and did, and what whoever ran it confirmed. */
@Entity({ schema: 'directory', name: 'register_import' })
export class RegisterImport {
  @PrimaryColumn('uuid') importId: string;
  @Column('text') kind: 'register' | 'links';
  @Column('text') file: string;
  @Column('text') sha256: string;
  @Column('integer') rows: number;
  @Column('integer') created: number;
  @Column('integer') changed: number;
  @Column('integer') unchanged: number;
  @Column('integer') rejected: number;
  @Column('integer') missing: number;
  @Column(instantColumn()) importedAt: Temporal.Instant;
  @Column('jsonb') accepted: Accepted;
}
