import type { Organisation, School } from '#directory';
import { answer } from '../kit/answer.js';
import { Flag, Id, Part, Parts, Whole, Words } from '../kit/fields.js';

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

export const presentSchool = (school: School): SchoolAnswer => answer(SchoolAnswer, school);

export const presentOrganisation = (
  organisation: Organisation,
  school: School | undefined,
): OrganisationAnswer =>
  answer(OrganisationAnswer, { ...organisation, school: school ? presentSchool(school) : null });
