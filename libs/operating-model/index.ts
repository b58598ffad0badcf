export type { Approver, Ladder, Rung } from './ladder.js';
export { askedSettings, type AskedSetting } from './asked-settings.js';
export { checked, mistakesIn, mistaken } from './mistakes.js';
export { OperatingModel, type Choice } from './operating-model.js';
export { OperatingModelModule } from './operating-model.module.js';
export { type LadderRoles, type Measure, type Question } from './question.js';
export { CREDIT, DAY, isProgramUnit, PLACE, programUnits, unitCode } from './units.js';
export { nounOf, Vocabularies } from './vocabularies.js';
export {
  inUse,
  labelOf,
  line,
  vocabularies,
  wordLists,
  type Deed,
  type Designation,
  type PartyRole,
  type ServiceType,
  type TaxedAs,
  type UnitWord,
  type VocabulariesSaid,
  type Vocabulary,
  type NewWord,
  type Word,
  type WordList,
  type Words,
} from './vocabulary.js';
export { groupsOfSettings } from './groups-of-settings.js';
export { settings, type Settings, type SettingsChanged, type SettingsSaid } from './settings.js';
