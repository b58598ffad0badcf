export { Courses } from './courses.js';
export { lastDayToGiveBack, mayBook, mayGiveBack, mayTakeRegister, mostPlaces, timeOfDay } from './place.js';
export type { Place, PlaceMeans } from './place.entity.js';
export type { Session } from './session.entity.js';
export { leftToBook } from './deployment.js';
export { Endings } from './endings.js';
export { DeliveryModule } from './delivery.module.js';
export {
  RegisterTaken,
  SupportAgreed,
  SupportDeclined,
  SupportEnded,
  SupportProposed,
  SupportRequested,
  SupportTakenBack,
  VisitBooked,
  VisitCalledOff,
  VisitReported,
} from './events.js';
export { Practitioners, type NewPractitioner, type PractitionerRow } from './practitioners.js';
export {
  answeringRoles,
  brokeringRoles,
  mayEnd,
  mayWithdraw,
  ownProposal,
  type ProposalRow,
  type Stage,
  type SupportRequest,
} from './request.js';
export { Requests } from './requests.js';
export type { RequestFilter } from './requests.queries.js';
export { Shortlists } from './shortlists.js';
export type { Candidate, Estimate, Ranked } from './shortlist.js';
export { texts } from './texts.js';
export {
  callerOf,
  lastDayToCallOff,
  mayCallOff,
  mayEvaluate,
  mayLook,
  mayReport,
  reportable,
  requireHome,
} from './visit.js';
export type { Visit, VisitState } from './visit.entity.js';
export { Visits } from './visits.js';
export type { VisitFilter } from './visits.queries.js';
export type { NewVisit, WishedVisit } from './wished-visit.js';
