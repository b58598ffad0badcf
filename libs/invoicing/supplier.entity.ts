import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Who sells, as the tax rules and the invoices see them. The counters of its two series are the database's own (document.repository.ts). */
@Entity({ schema: 'invoicing', name: 'supplier' })
export class KeptSupplier {
  @PrimaryColumn('uuid') operatorId: string;
  @PrimaryColumn('uuid') supplierId: string;
  @Column('text') legalType: 'la' | 'company' | 'school' | 'sole-trader';
  @Column({ type: 'text', nullable: true }) laCode: string | null;
  @Column({ type: 'text', nullable: true }) vatNumber: string | null;
  @Column('text') prefix: string;
  @Column({ type: 'text', nullable: true }) accountName: string | null;
  @Column({ type: 'text', nullable: true }) sortCode: string | null;
  @Column({ type: 'text', nullable: true }) accountNumber: string | null;
  /** A blueprint's examples: nobody has set another. */
  @Column('boolean') vatNumberIllustrative: boolean;
  @Column('boolean') bankIllustrative: boolean;
}
