import { Module } from '@nestjs/common';
import { Operators } from '#platform';
import { CatalogueModule } from '#catalogue';
import { DirectoryModule } from '#directory';
import { IdentityModule } from '#identity';
import { InvoicingModule } from '#invoicing';
import { LedgerModule } from '#ledger';
import { OperatingModelModule } from '#operating-model';
import { OperatorCreation } from './create-operator.js';

@Module({
  imports: [
    CatalogueModule,
    DirectoryModule,
    IdentityModule,
    InvoicingModule,
    LedgerModule,
    OperatingModelModule,
  ],
  providers: [OperatorCreation, Operators],
  exports: [OperatorCreation],
})
export class BlueprintsModule {}
