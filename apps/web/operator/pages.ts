import { AuditTrailController } from './audit-trail/controller.js';
import { BackdatedController } from './backdated/controller.js';
import { BillingDetailsController } from './billing-details/controller.js';
import { BrokerageController } from './brokerage/controller.js';
import { ClockController } from './clock/controller.js';
import { CreditChangeController } from './credits/change.controller.js';
import { CreditsController } from './credits/controller.js';
import { JournalRulesController } from './journal-rules/controller.js';
import { OffersController } from './offers/controller.js';
import { PartiesController } from './parties/controller.js';
import { RegisterChangesController } from './register-changes/controller.js';
import { RenewalProblemsController } from './renewal-problems/controller.js';
import { SchoolsToCallController } from './schools-to-call/controller.js';
import { SettingsController } from './settings/controller.js';
import { WhatDidNotHappenController } from './what-did-not-happen/controller.js';
import { WordsController } from './words/controller.js';
import { WorklistController } from './worklist/controller.js';

/** The journeys of the operator's staff. */
export const operatorPages = [
  AuditTrailController,
  BackdatedController,
  BillingDetailsController,
  BrokerageController,
  ClockController,
  CreditChangeController,
  CreditsController,
  JournalRulesController,
  OffersController,
  PartiesController,
  RegisterChangesController,
  RenewalProblemsController,
  SchoolsToCallController,
  SettingsController,
  WhatDidNotHappenController,
  WordsController,
  WorklistController,
];
