import { newId, type Tx } from '#platform';
import type { Created } from '#blueprints';
import type { NewPractitioner, Practitioners } from '#delivery';

/** Who is deployed for an operator. */
export interface Team {
  readonly sips: { readonly issuer: string; readonly names: readonly string[] };
  /** Leaders of its schools. */
  readonly leaders: readonly {
    readonly designation: 'NLE' | 'LLE' | 'SLE';
    readonly issuer: string;
    readonly names: readonly string[];
  }[];
}

const needsOfLeaders = [
  ['leadership', 'teaching'],
  ['teaching', 'hr'],
  ['leadership', 'governance'],
];

/** Each SIP becomes the named link of every nth school; leaders are shared out over the schools by turns. */
export async function gatherTeam(
  tx: Tx,
  practitioners: Practitioners,
  { hostId, schools }: Created,
  team: Team,
): Promise<void> {
  const from = tx.today.subtract({ years: 1 });
  const phases = [...new Set(schools.map((school) => school.phase ?? 'not-applicable'))];
  const sips = team.sips.names.map((name): NewPractitioner => ({
    practitionerId: newId(),
    personId: null,
    name,
    homeId: hostId,
    phases,
    needs: ['leadership', 'teaching'],
    designations: [{ designation: 'SIP', issuer: team.sips.issuer, from }],
  }));
  const leaders = team.leaders
    .flatMap(({ designation, issuer, names }) => names.map((name) => ({ designation, issuer, name })))
    .map(({ designation, issuer, name }, index, all): NewPractitioner => {
      const home = schools[Math.floor((index * schools.length) / all.length)]!;
      return {
        practitionerId: newId(),
        personId: null,
        name,
        homeId: home.organisationId,
        phases: [home.phase ?? 'not-applicable'],
        needs: needsOfLeaders[index % needsOfLeaders.length]!,
        designations: [{ designation, issuer, from }],
      };
    });
  for (const practitioner of [...sips, ...leaders]) await practitioners.add(tx, practitioner);
  await practitioners.linkAll(
    tx,
    schools.map(({ organisationId }, index) => ({
      schoolId: organisationId,
      practitionerId: sips[index % sips.length]!.practitionerId,
      homeId: hostId,
    })),
  );
}
