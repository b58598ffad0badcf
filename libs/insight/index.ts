export { authorityReader, AuthoritySchools, type AuthoritySchool } from './authority-schools.js';
export { boardStages, Brokerage, openStages, type BoardRequest } from './brokerage.js';
export { Credits, type CreditTotals } from './credits.js';
export { InsightModule } from './insight.module.js';
export {
  Membership,
  type Latest,
  type Member,
  type PartyPerson,
  type TrailEntry,
  type TrailFilter,
} from './membership.js';
export { Provision, type BookedVisit, type Owed, type Rating, type Ratings } from './provision.js';
export { RegisterChanges, type ClosedSchool, type NewSchool } from './register-changes.js';
export {
  SchoolYear,
  type AgreementRow,
  type ComingUp,
  type FreePlaces,
  type Need,
  type Needs,
  type OnSale,
  type PlaceRow,
  type ThisYear,
  type VisitRow,
} from './school-year.js';
export { Season } from './season.js';
export type {
  Figures,
  Income,
  PlanRow,
  RenewalProblem,
  Stuck,
  TakeUpRow,
  ToCall,
  Waiting,
} from './season.queries.js';
export { UnfinishedWork, type Unfinished } from './unfinished.js';
export { WordUses, type WordUse } from './word-uses.js';
export { Worklist, type DocumentFilter, type WorklistDocument, type WorklistTotal } from './worklist.js';
