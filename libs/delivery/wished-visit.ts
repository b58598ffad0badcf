import type { Temporal } from '#platform';

/** Who would come where, when and for how long. */
export interface WishedVisit {
  readonly schoolId: string;
  readonly practitionerId: string;
  readonly on: Temporal.PlainDate;
  /** Hundredths of a day: 50 or 100. */
  readonly portion: bigint;
  /** Delivers an agreed proposal instead of a day of the school's own entitlement. */
  readonly proposalId?: string;
}

export interface NewVisit extends WishedVisit {
  readonly visitId: string;
  readonly purpose: string;
}
