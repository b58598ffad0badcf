export { InsightModule } from './insight.module.js';
export { SchoolYear, type AgreementRow, type ComingUp, type Held, type Needs, type PlaceRow, type VisitRow } from './school-year.js';
