import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Deed, TaxedAs } from './vocabulary.js';

/** A word of one of the operator's vocabularies, and the days on which it may be chosen. */
export abstract class KeptWord {
  @PrimaryColumn('uuid') operatorId: string;
  @PrimaryColumn('text') code: string;
  @Column('text') label: string;
  @Column('integer') position: number;
  @Column('date') fromOn: string;
  @Column({ type: 'date', nullable: true }) untilOn: string | null;
}

@Entity({ schema: 'operating_model', name: 'need' })
export class KeptNeed extends KeptWord {}

@Entity({ schema: 'operating_model', name: 'designation' })
export class KeptDesignation extends KeptWord {
  @Column('boolean') leads: boolean;
}

@Entity({ schema: 'operating_model', name: 'service_type' })
export class KeptServiceType extends KeptWord {
  @Column('text') taxedAs: TaxedAs;
}

@Entity({ schema: 'operating_model', name: 'party_role' })
export class KeptPartyRole extends KeptWord {
  @Column('text', { array: true }) may: Deed[];
}

@Entity({ schema: 'operating_model', name: 'unit' })
export class KeptUnit extends KeptWord {
  @Column('text') one: string;
  @Column('text') many: string;
  @Column('integer') places: number;
}
