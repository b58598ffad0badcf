import type { Role, Tx } from '#platform';
import type { School } from '#directory';
import type { People } from '#identity';

/** The schools that the demonstration tells about, and the people to step in as. Everyone is invented. */
export interface Cast {
  /** Subscribes, is visited, asks for support, has a wallet; next year's agreement waits for its head. */
  readonly lead: School;
  /** Lends its leader to others and earns credits. */
  readonly supporting: School;
  /** Its request waits for a broker. */
  readonly waiting: School;
}

/** Where demonstration mail would go: nowhere (RFC 2606). */
const domain = 'demonstration.example';

const addressOf = (name: string, operator: string): string =>
  `${name.toLowerCase().replace(/[^a-z]+/g, '.')}.${operator}@${domain}`;

/** Appoints one listed person of each role; answers the person of each, by `role` and party. */
export async function appointCast(
  tx: Tx,
  people: People,
  operator: string,
  parties: { hostId: string; laId: string; cast: Cast; sip: string; leader: string },
): Promise<Map<string, string>> {
  const { hostId, laId, cast, sip, leader } = parties;
  const roles: [name: string, organisationId: string, role: Role][] = [
    ['Karen Shaw', cast.lead.organisationId, 'business-manager'],
    ['Amina Yusuf', cast.lead.organisationId, 'headteacher'],
    ['Brian Lowe', cast.lead.organisationId, 'chair'],
    ['Jonathan Wells', cast.supporting.organisationId, 'headteacher'],
    [leader, cast.supporting.organisationId, 'practitioner'],
    ['Elaine Foster', hostId, 'manager'],
    [sip, hostId, 'practitioner'],
    ['Michael Adair', laId, 'commissioner'],
    ['Sheila Grant', laId, 'budget-holder'],
    ['Robert Lane', hostId, 'administrator'],
    ['Leila Rahman', hostId, 'broker'],
    ['Denise Potter', hostId, 'finance'],
  ];
  const persons = new Map<string, string>();
  for (const [name, organisationId, role] of roles) {
    const personId = await people.add(tx, { name, email: addressOf(name, operator) });
    await people.appoint(tx, { personId, organisationId, role, demonstration: true });
    persons.set(`${role} ${organisationId}`, personId);
  }
  return persons;
}
