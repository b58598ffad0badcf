import { FundsController } from './funds/controller.js';
import { EarmarkController } from './funds/earmark.controller.js';
import { AuthoritySchoolsController } from './schools/controller.js';

/** The journeys of authorities. */
export const authorityPages = [AuthoritySchoolsController, EarmarkController, FundsController];
