import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Where invoices come from and go to. */
@Entity({ schema: 'invoicing', name: 'address' })
export class KeptAddress {
  @PrimaryColumn('uuid') operatorId: string;
  @PrimaryColumn('uuid') organisationId: string;
  @Column('text', { array: true }) lines: string[];
  /** A blueprint's example: nobody has confirmed it. */
  @Column('boolean') illustrative: boolean;
}
