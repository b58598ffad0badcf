import { Module } from '@nestjs/common';
import { Operators } from '#platform';
import { AgreementsModule } from '#agreements';
import { CatalogueModule } from '#catalogue';
import { DeliveryModule } from '#delivery';
import { DirectoryModule } from '#directory';
import { FundingModule } from '#funding';
import { IdentityModule } from '#identity';
import { InvoicingModule } from '#invoicing';
import { LedgerModule } from '#ledger';
import { OperatingModelModule } from '#operating-model';
import { OperatorCreation } from './create-operator.js';
import { Chapters } from './demonstration/chapters.js';
import { Demonstration } from './demonstration/demonstration.js';
import { History } from './demonstration/history.js';

@Module({
  imports: [
    AgreementsModule,
    CatalogueModule,
    DeliveryModule,
    DirectoryModule,
    FundingModule,
    IdentityModule,
    InvoicingModule,
    LedgerModule,
    OperatingModelModule,
  ],
  providers: [Chapters, Demonstration, History, OperatorCreation, Operators],
  exports: [Demonstration, History, OperatorCreation],
})
export class BlueprintsModule {}
