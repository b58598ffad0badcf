import { AgreementsController } from './agreements/controller.js';
import { AgreementDecisionController } from './agreements/decision.controller.js';
import { CatalogueController } from './catalogue/controller.js';
import { CoursesController } from './courses/controller.js';
import { DocumentsController } from './documents/controller.js';
import { GiftsController } from './gifts/controller.js';
import { PurchaseController, PurchasesController } from './purchases/controller.js';
import { StatementController } from './statement/controller.js';
import { SupportController } from './support/controller.js';
import { VisitBookingController } from './visits/booking.controller.js';
import { VisitController } from './visits/visit.controller.js';

/** A school's journeys, and the pages of a thing that others share with it (a visit, an agreement, a document). */
export const schoolPages = [
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
];
