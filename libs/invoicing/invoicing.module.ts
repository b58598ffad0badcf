import { Module } from '@nestjs/common';
import { AgreementsModule } from '#agreements';
import { CatalogueModule } from '#catalogue';
import { DeliveryModule } from '#delivery';
import { DirectoryModule } from '#directory';
import { LedgerModule } from '#ledger';
import { Billing } from './billing.js';
import { Documents } from './documents.js';

@Module({
  imports: [AgreementsModule, CatalogueModule, DeliveryModule, DirectoryModule, LedgerModule],
  providers: [Billing, Documents],
  exports: [Billing, Documents],
})
export class InvoicingModule {}
