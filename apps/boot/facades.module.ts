import { Module } from '@nestjs/common';
import { AgreementsModule } from '#agreements';
import { CatalogueModule } from '#catalogue';
import { DeliveryModule } from '#delivery';
import { DirectoryModule } from '#directory';
import { EntitlementsModule } from '#entitlements';
import { FundingModule } from '#funding';
import { IdentityModule } from '#identity';
import { InsightModule } from '#insight';
import { InvoicingModule } from '#invoicing';
import { LedgerModule } from '#ledger';
import { NotificationsModule } from '#notifications';
import { OperatingModelModule } from '#operating-model';
import { Operators } from '#platform';

const contexts = [
  AgreementsModule,
  CatalogueModule,
  DeliveryModule,
  DirectoryModule,
  EntitlementsModule,
  FundingModule,
  IdentityModule,
  InsightModule,
  InvoicingModule,
  LedgerModule,
  NotificationsModule,
  OperatingModelModule,
];

/** The facades of every context, for whichever face calls them. */
@Module({ imports: contexts, providers: [Operators], exports: [...contexts, Operators] })
export class FacadesModule {}
