export {
  approvalLetter,
  decisionLetter,
  renewalNoticeLetter,
  renewedLetter,
  type TermEnd,
} from './agreements.js';
export { askedKeyLetter, endedLetter, keyLetter, nominationLetter, officeLetter } from './appointments.js';
export {
  agreedLetter,
  declinedLetter,
  endedSupportLetter,
  proposalLetter,
  reportLetter,
  requestLetter,
  takenBackLetter,
  visitBookedLetter,
  visitCalledOffLetter,
} from './delivery.js';
export { resetLetter } from './identity.js';
export { documentLetter } from './invoicing.js';
export type { Letter, To } from './letter.js';
