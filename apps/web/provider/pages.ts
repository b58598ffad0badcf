import { CourseDatesController } from './course-dates/controller.js';
import { DeliveriesController } from './deliveries/controller.js';
import { VisitReportController } from './visit-report/controller.js';

/** The journeys of providers and their practitioners. */
export const providerPages = [CourseDatesController, DeliveriesController, VisitReportController];
