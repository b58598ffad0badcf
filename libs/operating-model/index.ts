export type { Approver, Ladder, Rung } from './ladder.js';
export { askedSettings, type AskedSetting } from './asked-settings.js';
export { checked, firstMistake, mistaken } from './mistakes.js';
export { OperatingModel, type Choice } from './operating-model.js';
export { OperatingModelModule } from './operating-model.module.js';
export { type LadderRoles, type Measure, type Question } from './question.js';
export { Vocabularies } from './vocabularies.js';
export {
  inUse,
  labelOf,
  vocabularies,
  type Deed,
  type Designation,
  type PartyRole,
  type ServiceType,
  type TaxedAs,
  type VocabulariesSaid,
  type Vocabulary,
  type Word,
  type Words,
} from './vocabulary.js';
export {
  groupsOfSettings,
  settings,
  type Settings,
  type SettingsChanged,
  type SettingsSaid,
} from './settings.js';
