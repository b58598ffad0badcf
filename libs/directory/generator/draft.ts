import { typeGroupNames, typeNames } from '../register/types.js';
import type { Random } from './random.js';
import type { Status } from '../school.js';

/** A local authority to make schools for. `schools` counts the open state-funded ones, grammar schools among them. */
export interface GeneratedAuthority {
  readonly code: string;
  readonly name: string;
  readonly schools: number;
  readonly grammarSchools?: number;
  /** Where its middle is on the national grid, in metres. */
  readonly centre?: readonly [easting: number, northing: number];
}

/** What the generator makes of an authority, as shares; illustrative, near the national ones of 2024. */
export const generatorSettings = {
  secondary: 0.14,
  allThrough: 0.005,
  special: 0.04,
  pupilReferral: 0.01,
  nursery: 0.02,
  academies: { primary: 0.42, secondary: 0.8, special: 0.45 },
  independents: 0.07,
  /** Of schools that became academies, those with their closed predecessor in the register. */
  predecessors: 0.6,
  /** Of primaries, those made of a closed infant and a closed junior school. */
  amalgamations: 0.03,
  /** Of closed schools, those whose type the register no longer says. */
  closedWithoutType: 0.8,
  academiesPerTrust: 8,
};

/** Types by weight: of academies, then of maintained schools. */
const typeWeights = {
  primary: ['34 75, 28 20, 35 5', '01 50, 02 28, 03 13, 05 9'],
  secondary: ['34 68, 28 26, 35 6', '01 50, 02 30, 05 20'],
  special: ['44 70, 33 15, 36 15', '07 90, 12 10'],
} as const;

/** A type code for a school of this kind, academy or maintained by the settings' share. */
export function typeOf(random: Random, kind: keyof typeof typeWeights): string {
  const weights = typeWeights[kind][random.chance(generatorSettings.academies[kind]) ? 0 : 1];
  return random.weighted(
    weights.split(', ').map((each) => [each.slice(0, 2), Number(each.slice(3))] as const),
  );
}

/** A row of the register before it is written. */
export interface Draft {
  urn: number;
  authority: GeneratedAuthority;
  number: number | null;
  name: string;
  typeCode: string;
  status: Status;
  phase: number;
  gender: string;
  selective: boolean;
  opened: string;
  closed: string;
  capacity: number | null;
  roll: number | null;
  trust: { uid: number; name: string; multi: boolean } | null;
  street: string;
  town: string;
  postcode: string;
  easting: number;
  northing: number;
  rating: string;
  inspected: string;
}

export interface DraftLink {
  readonly urn: number;
  readonly link: Draft;
  readonly type: string;
  readonly on: string;
}

export const groupOf = (typeCode: string): string =>
  ['07', '08', '12'].includes(typeCode)
    ? '5'
    : ['35', '36', '38', '40'].includes(typeCode)
      ? '11'
      : ['10', '11'].includes(typeCode)
        ? '3'
        : ['01', '02', '03', '05', '14', '15'].includes(typeCode)
          ? '4'
          : '10';
export const groupNameOf = (typeCode: string): string => typeGroupNames[groupOf(typeCode)]!;
export const typeNameOf = (typeCode: string): string => typeNames[typeCode]!;
