import { Module } from '@nestjs/common';
import { OperatingModelModule } from '#operating-model';
import { CatalogueModule } from '#catalogue';
import { DirectoryModule } from '#directory';
import { EntitlementsModule } from '#entitlements';
import { IdentityModule } from '#identity';
import { LedgerModule } from '#ledger';
import { Courses } from './courses.js';
import { Endings } from './endings.js';
import { Practitioners } from './practitioners.js';
import { Requests } from './requests.js';
import { Shortlists } from './shortlists.js';
import { Visits } from './visits.js';

@Module({
  imports: [
    CatalogueModule,
    DirectoryModule,
    EntitlementsModule,
    IdentityModule,
    LedgerModule,
    OperatingModelModule,
  ],
  providers: [Courses, Endings, Practitioners, Requests, Shortlists, Visits],
  exports: [Courses, Endings, Practitioners, Requests, Shortlists, Visits],
})
export class DeliveryModule {}
