import { Module } from '@nestjs/common';
import { OperatingModelModule } from '#operating-model';
import { CatalogueModule } from '#catalogue';
import { DirectoryModule } from '#directory';
import { EntitlementsModule } from '#entitlements';
import { FundingModule } from '#funding';
import { IdentityModule } from '#identity';
import { LedgerModule } from '#ledger';
import { Agreements } from './agreements.js';
import { Approvals } from './approvals.js';
import { NextTerms } from './next-terms.js';
import { Purchases } from './purchases.js';
import { Renewals } from './renewals.js';

@Module({
  imports: [
    CatalogueModule,
    DirectoryModule,
    EntitlementsModule,
    FundingModule,
    IdentityModule,
    LedgerModule,
    OperatingModelModule,
  ],
  providers: [Agreements, Approvals, NextTerms, Purchases, Renewals],
  exports: [Agreements, Approvals, NextTerms, Purchases, Renewals],
})
export class AgreementsModule {}
