import { Module } from '@nestjs/common';
import { AgreementsModule } from '#agreements';
import { CatalogueModule } from '#catalogue';
import { DeliveryModule } from '#delivery';
import { DirectoryModule } from '#directory';
import { FundingModule } from '#funding';
import { IdentityModule } from '#identity';
import { InsightModule } from '#insight';
import { InvoicingModule } from '#invoicing';
import { LedgerModule } from '#ledger';
import { NotificationsModule } from '#notifications';
import { Operators } from '#platform';
import { AuditTrailController } from './audit-trail/controller.js';
import { AuthorityHome } from './authority-home/authority-home.js';
import { AuthoritySchoolsController } from './authority-schools/controller.js';
import { BackdatedController } from './backdated/controller.js';
import { BillingDetailsController } from './billing-details/controller.js';
import { BrokerageController } from './brokerage/controller.js';
import { ClockController } from './clock/controller.js';
import { CourseDatesController } from './course-dates/controller.js';
import { CreditChangeController } from './credits/change.controller.js';
import { CreditsController } from './credits/controller.js';
import { DeliveriesController } from './deliveries/controller.js';
import { EarmarkController } from './funds/earmark.controller.js';
import { FundsController } from './funds/controller.js';
import { JournalRulesController } from './journal-rules/controller.js';
import { OffersController } from './offers/controller.js';
import { OperatorHome } from './operator-home/operator-home.js';
import { PartiesController } from './parties/controller.js';
import { ProviderHome } from './provider-home/provider-home.js';
import { RenewalProblemsController } from './renewal-problems/controller.js';
import { RegisterChangesController } from './register-changes/controller.js';
import { SchoolsToCallController } from './schools-to-call/controller.js';
import { VisitReportController } from './visit-report/controller.js';
import { WhatDidNotHappenController } from './what-did-not-happen/controller.js';
import { WorklistController } from './worklist/controller.js';

/** The journeys of the operator's staff, of authorities and of providers. */
@Module({
  imports: [
    AgreementsModule,
    CatalogueModule,
    DeliveryModule,
    DirectoryModule,
    FundingModule,
    IdentityModule,
    InsightModule,
    InvoicingModule,
    LedgerModule,
    NotificationsModule,
  ],
  controllers: [
    AuditTrailController,
    AuthoritySchoolsController,
    BackdatedController,
    BillingDetailsController,
    BrokerageController,
    ClockController,
    CourseDatesController,
    CreditChangeController,
    CreditsController,
    DeliveriesController,
    EarmarkController,
    FundsController,
    JournalRulesController,
    OffersController,
    PartiesController,
    RegisterChangesController,
    RenewalProblemsController,
    SchoolsToCallController,
    VisitReportController,
    WhatDidNotHappenController,
    WorklistController,
  ],
  providers: [AuthorityHome, OperatorHome, Operators, ProviderHome],
  exports: [AuthorityHome, OperatorHome, ProviderHome],
})
export class OperatorModule {}
