export { record, recordAll, type Details, type Subject } from './audit.repository.js';
export {
  authorityRoles,
  committingRoles,
  jobActor,
  providerRoles,
  requireActsFor,
  requireSees,
  requireRole,
  requireStaff,
  roles,
  schoolRoles,
  type Actor,
  type Role,
} from './actor.js';
export { askedBefore, askedOtherwise, oneAtATime, sameAgain } from './asked-before.js';
export {
  checkBySql,
  due,
  findingsShown,
  messageCheck,
  mine,
  policyCheck,
  sealCheck,
  type Check,
} from './check.js';
export { backup } from './backup/backup.js';
export { removeOperators } from './backup/remove-operators.js';
export { restore } from './backup/restore.js';
export { Config, ConfigurationError, forLongWork, publicUrl, readConfig } from './config.js';
export { dateColumn, instantColumn } from './db/columns.js';
export { insertNew } from './db/insert.js';
export { DatabaseAway, isAway, sqlState, violatedConstraint } from './db/away.js';
export { Database } from './db/database.js';
export { locks, locksOf } from './db/locks.js';
export { migrate } from './db/migrate.js';
export { openSettings } from './db/open-settings.js';
export { Parameters } from './db/parameters.js';
export { openPool } from './db/pool.js';
export { applicationUrl, resetPassword, rolesOf } from './db/roles.js';
export { rowsOf, type Keyed } from './db/rows.js';
export type { Reads, SystemTx, Tx } from './db/tx.js';
export { freePort, keptSecret, runningEmbedded, startEmbedded, type EmbeddedServer } from './embedded.js';
export { solveFailuresOfDone } from './failure.repository.js';
export { Failures, reasonFor, retryAsked, type Failed, type Failure } from './failures.js';
export { derivedId, isId, isMinted, newId } from './ids.js';
export {
  defineJob,
  jobTypes,
  type JobHandler,
  type JobPayload,
  type JobType,
  type Processor,
} from './jobs/job-type.js';
export { openQueue, openWorker } from './jobs/queue.js';
export { Operator } from './operator.entity.js';
export { clockAdvanced, Operators } from './operators.js';
export { alone, publish, defineEvent, eventTypes, processOnce, type EventType } from './outbox.js';
export {
  claimMessages,
  endDone,
  publishAll,
  recordProcessed,
  unclaim,
  type Message,
  type Wants,
} from './outbox.repository.js';
export { countRequests, forgetRequestsBefore } from './request-count.repository.js';
export { forgetBySql, longAgo, type Retention } from './retention.js';
export { platformRetentions } from './retention.repository.js';
export { PlatformModule } from './platform.module.js';
export {
  decimal,
  GBP,
  grouped,
  parseQuantity,
  pounds,
  proportion,
  quantity,
  split,
  type Unit,
} from './quantity.js';
export {
  characters,
  Length,
  MaxLength,
  maySay,
  mustSay,
  prints,
  Said,
  says,
  sentenceOf,
  type TextRule,
} from './length.js';
export { As, declaredFields, isRecord, PartOf, readFields, wholeNumber } from './reading.js';
export {
  changedMeanwhile,
  forbidden,
  notFound,
  Refusal,
  refusalIn,
  refusalOf,
  refusalStatus,
  refuseAs,
  type RefusalKind,
} from './refusal.js';
export {
  civilDate,
  civilZone,
  dateWords,
  civilDateIn,
  isCivilDate,
  isMoment,
  longDate,
  shortDate,
  Temporal,
  yearsTaken,
} from './temporal.js';
export { isLine, isText, tidyText } from './text.js';
