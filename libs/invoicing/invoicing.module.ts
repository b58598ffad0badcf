import { Module } from '@nestjs/common';
import { AgreementsModule } from '#agreements';
import { CatalogueModule } from '#catalogue';
import { DeliveryModule } from '#delivery';
import { DirectoryModule } from '#directory';
import { IdentityModule } from '#identity';
import { LedgerModule } from '#ledger';
import { Billing } from './billing.js';
import { BillingDetails } from './billing-details.js';
import { Documents } from './documents.js';
import { JournalRules } from './journal-rules.js';

@Module({
  imports: [AgreementsModule, CatalogueModule, DeliveryModule, DirectoryModule, IdentityModule, LedgerModule],
  providers: [Billing, BillingDetails, Documents, JournalRules],
  exports: [Billing, BillingDetails, Documents, JournalRules],
})
export class InvoicingModule {}
