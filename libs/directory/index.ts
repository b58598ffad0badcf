export { generateBankHolidays, type BankHolidayFile } from './bank-holidays.js';
export { Calendar, type Term } from './calendar.js';
export { DirectoryModule } from './directory.module.js';
export { Directory, searchSettings, type LocalAuthority } from './directory.js';
export type { SearchFilter } from './directory.queries.js';
export type { Organisation } from './organisation.entity.js';
export {
  laId,
  ofOneTrust,
  organisationId,
  schoolId,
  trustId,
  type OrganisationKind,
} from './organisation.js';
export {
  registerFile,
  type OnProgress,
  type Progress,
  type RegisterFile,
  type Rejection,
} from './register/file.js';
export { registerSettings, type Accepted } from './register/guards.js';
export { Register, type ImportOptions, type ImportSummary } from './register/register.js';
export {
  fundingStatus,
  maintainedTypes,
  phases,
  statuses,
  type FundingStatus,
  type Phase,
  type School,
  type Status,
} from './school.js';
export { stillOpen, type Standing } from './still-open.js';
export { termName } from './term.js';
export { academicYearOf } from './working-days.js';
export { generateRegister, papersAuthorities, type RegisterSpecification } from './generator/register.js';
export { generatorSettings, type GeneratedAuthority } from './generator/draft.js';
export { generateTerms, pupilDays } from './generator/terms.js';
export { termsFile } from './terms-file.js';
