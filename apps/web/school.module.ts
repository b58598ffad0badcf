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
import { Operators } from '#platform';
import { AgreementsController } from './agreements/controller.js';
import { AgreementDecisionController } from './agreements/decision.controller.js';
import { CatalogueController } from './catalogue/controller.js';
import { CoursesController } from './courses/controller.js';
import { DocumentsController } from './documents/controller.js';
import { GiftsController } from './gifts/controller.js';
import { PurchaseController, PurchasesController } from './purchases/controller.js';
import { SchoolHome } from './school-home/school-home.js';
import { StatementController } from './statement/controller.js';
import { SupportController } from './support/controller.js';
import { VisitBookingController } from './visits/booking.controller.js';
import { VisitController } from './visits/visit.controller.js';

/** A school's journeys, and the pages of a thing that others share with it (a visit, an agreement, a document). */
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
  ],
  controllers: [
    AgreementDecisionController,
    AgreementsController,
    CatalogueController,
    CoursesController,
    DocumentsController,
    GiftsController,
    PurchaseController,
    PurchasesController,
    StatementController,
    SupportController,
    VisitBookingController,
    VisitController,
  ],
  providers: [Operators, SchoolHome],
  exports: [SchoolHome],
})
export class SchoolModule {}
