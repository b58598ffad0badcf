import { typeNames } from './register/types.js';

/** Slugs of the register's EstablishmentStatus names, by code. */
export const statuses = {
  1: 'open',
  2: 'closed',
  3: 'open-but-proposed-to-close',
  4: 'proposed-to-open',
} as const;
export type Status = (typeof statuses)[keyof typeof statuses];

/** Slugs of the register's PhaseOfEducation names, by code. */
export const phases = {
  0: 'not-applicable',
  1: 'nursery',
  2: 'primary',
  3: 'middle-deemed-primary',
  4: 'secondary',
  5: 'middle-deemed-secondary',
  6: '16-plus',
  7: 'all-through',
} as const;
export type Phase = (typeof phases)[keyof typeof phases];

/** `Open, but proposed to close` → `open-but-proposed-to-close`. */
export const slug = (name: string): string =>
  name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');

export type FundingStatus = 'maintained' | 'academy' | 'independent' | 'other';

const maintained = new Set(['01', '02', '03', '05', '07', '12', '14', '15']);
const academy = new Set([
  '06',
  '28',
  '33',
  '34',
  '35',
  '36',
  '38',
  '39',
  '40',
  '41',
  '42',
  '43',
  '44',
  '45',
  '46',
  '57',
]);
const independent = new Set(['10', '11', '37']);

/**
 * Who pays for the school, from its TypeOfEstablishment code (handbook Part 1 (g): type codes, because the
 * register's type-group codes differ from those of GIAS's own screens):
 * - maintained by an LA: community, voluntary, foundation, special, nursery schools and pupil referral units;
 * - academy: every academy and free school, university technical colleges, studio schools, and the city
 *   technology colleges before them;
 * - independent: fee-charging schools, special ones and British schools overseas included;
 * - other: colleges, non-maintained special schools, service children's, Welsh and offshore schools; and any
 *   school whose type the file does not say, since nothing may be granted to a school on a guess.
 */
export function fundingStatus(typeCode: string | null): FundingStatus {
  if (typeCode === null) return 'other';
  if (maintained.has(typeCode)) return 'maintained';
  if (academy.has(typeCode)) return 'academy';
  return independent.has(typeCode) ? 'independent' : 'other';
}

/** The types of school that an LA maintains, as the register codes and names them. */
export const maintainedTypes: readonly { readonly code: string; readonly name: string }[] = [
  ...maintained,
].map((code) => ({ code, name: typeNames[code]! }));

/** State-funded: maintained by an LA, or an academy. */
export const stateFunded = (status: FundingStatus): boolean =>
  status === 'maintained' || status === 'academy';

export interface School {
  readonly organisationId: string;
  readonly urn: number;
  readonly name: string;
  readonly laCode: string | null;
  readonly laName: string | null;
  /** Four digits, unique within the LA; `877/2001` is the LAEstab. */
  readonly establishmentNumber: string | null;
  readonly typeCode: string | null;
  readonly typeName: string | null;
  readonly typeGroupCode: string | null;
  readonly typeGroupName: string | null;
  readonly status: Status;
  /** YYYY-MM-DD. */
  readonly openedOn: string | null;
  readonly closedOn: string | null;
  readonly phase: Phase | null;
  readonly fundingStatus: FundingStatus;
  readonly stateFunded: boolean;
  readonly gender: string | null;
  /** `Selective` is a grammar school; absent from some files. */
  readonly admissionsPolicy: string | null;
  readonly capacity: number | null;
  /** NumberOfPupils. */
  readonly roll: number | null;
  readonly trustUid: string | null;
  readonly trustName: string | null;
  readonly street: string | null;
  readonly locality: string | null;
  readonly town: string | null;
  readonly county: string | null;
  readonly postcode: string | null;
  readonly website: string | null;
  readonly easting: number | null;
  readonly northing: number | null;
  readonly ofstedRating: string | null;
  readonly inspectedOn: string | null;
  /** The first newer file's day that no longer lists the school. */
  readonly missingSince: string | null;
}
