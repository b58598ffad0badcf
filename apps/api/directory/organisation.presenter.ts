import type { Organisation, School } from '#directory';
import { Id, Part, Parts, Words, Flag, Whole } from '../kit/fields.js';

/** A school as the national register has it. */
export class SchoolAnswer {
  @Id() organisationId: string;
  @Whole() urn: number;
  @Words() name: string;
  @Words({ nullable: true }) laCode: string | null;
  @Words({ nullable: true }) laName: string | null;
  @Words() status: string;
  @Words({ nullable: true }) phase: string | null;
  @Words({ about: 'maintained, academy, independent or other.' }) fundingStatus: string;
  @Flag() stateFunded: boolean;
  @Words({ nullable: true }) typeName: string | null;
  @Whole({ nullable: true, about: 'Number of pupils.' }) roll: number | null;
  @Words({ nullable: true }) trustName: string | null;
  @Words({ nullable: true }) town: string | null;
  @Words({ nullable: true }) postcode: string | null;
}

export class SchoolsAnswer {
  @Parts(() => SchoolAnswer) items: SchoolAnswer[];
}

/** An organisation; a school's facts are null for all others. */
export class OrganisationAnswer {
  @Id() organisationId: string;
  @Words({ about: 'school, trust, la, provider or other.' }) kind: string;
  @Words() name: string;
  @Part(() => SchoolAnswer, { nullable: true }) school: SchoolAnswer | null;
}

export const presentSchool = (school: School): SchoolAnswer => {
  const {
    organisationId,
    urn,
    name,
    laCode,
    laName,
    status,
    phase,
    fundingStatus,
    stateFunded,
    typeName,
    roll,
    trustName,
    town,
    postcode,
  } = school;
  return {
    organisationId,
    urn,
    name,
    laCode,
    laName,
    status,
    phase,
    fundingStatus,
    stateFunded,
    typeName,
    roll,
    trustName,
    town,
    postcode,
  };
};

export const presentOrganisation = (
  organisation: Organisation,
  school: School | undefined,
): OrganisationAnswer => ({
  organisationId: organisation.organisationId,
  kind: organisation.kind,
  name: organisation.name,
  school: school ? presentSchool(school) : null,
});
