import { v5 } from 'uuid';

export const organisationKinds = ['school', 'trust', 'la', 'provider', 'other'] as const;
export type OrganisationKind = (typeof organisationKinds)[number];

// A random constant: what makes these ids Middletier's own.
const namespace = '5b1f0c0e-6a53-4c86-9d3b-0a6d1f4f7b52';

/** The id of an organisation, known without a look-up and the same in every installation. */
export const organisationId = (kind: OrganisationKind, key: string | number): string =>
  kind === 'school' ? schoolId(Number(key)) : v5(`${kind}:${key}`, namespace);

/**
 * A school's id is its URN written as a uuid of version 8, the version for one's own making: no hash for 51,664 rows,
 * and ids that follow one another, so that the register's indexes are filled in order.
 */
export const schoolId = (urn: number): string => `5c001000-0000-8000-8000-${String(urn).padStart(12, '0')}`;
export const laId = (laCode: string): string => organisationId('la', laCode);
export const trustId = (trustUid: string): string => organisationId('trust', trustUid);

/** Whether an organisation is a school's trust, or another of that trust's schools. `other`: what the register knows of it, if it is a school. */
export const ofOneTrust = (
  { trustUid }: Trusted,
  organisationId: string,
  other: Trusted | undefined,
): boolean => trustUid !== null && (organisationId === trustId(trustUid) || other?.trustUid === trustUid);
interface Trusted {
  readonly trustUid: string | null;
}
