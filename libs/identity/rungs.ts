import { authorityRoles, committingRoles, forbidden, pounds, type Role } from '#platform';
import type { Approver, Ladder, Rung } from '#operating-model';
import { roleName } from './roles.js';

export type Acting = Role | 'job' | 'key';
/** Whose ladder of approval: what schools order, or what authorities earmark. */
export type LadderOf = 'school' | 'authority';

/** The ladder that a role may stand on, or sets limits of. */
export const ladderOf = (role: Acting): LadderOf =>
  (authorityRoles as readonly Acting[]).includes(role) ? 'authority' : 'school';

/** Who approves an amount at a party. */
export interface Approval {
  /** Null: nobody on the ladder may. */
  readonly role: Approver | null;
  /** As one says it after “your”: `headteacher`, `governing board`. */
  readonly called: string;
}

/** Who decides what waits, and what the actor may do about it. */
export interface Decision extends Approval {
  /** They are whoever decides it, or further up. */
  readonly approves: boolean;
  /** They stand on the ladder, or may prepare it: to decline commits nothing. */
  readonly declines: boolean;
  /** The first further up who may decide it too. */
  readonly above: Approval;
}

/** What one role may commit alone (null: any amount), and what it committed in the window. */
export interface Standing {
  readonly limit: bigint | null;
  readonly recent: bigint;
}
/** Of each rung. */
export type Standings = ReadonlyMap<Approver, Standing>;

/** A limit that one role sets of another. */
export interface LimitSet {
  /** Null: no limit. */
  readonly pence: bigint | null;
  /** Whoever acts is, or is to be, in that role themselves, at the party or at its trust. */
  readonly own: boolean;
}

export const may = ({ limit, recent }: Standing, pence: bigint): boolean =>
  limit === null || pence + recent <= limit;
export const called = (role: Role): string => roleName(role).toLowerCase();

/** The limit of a rung, of which a party set its own; what it set while it might holds no more once that is the operator's alone. */
export const limitOf = ({ usual_pence: usual, set_by }: Rung, own: bigint | null): bigint | null =>
  (set_by.length ? own : null) ?? (usual === undefined ? null : BigInt(usual));

/** The rung within whose limit someone orders; undefined: their role approves nothing. */
export const limitedAs = ({ rungs, keys_as }: Ladder, role: Acting): Rung | undefined =>
  rungs.find((rung) => rung.role === (role === 'key' ? keys_as : role));

/** The rung that prepares what waits, and so decides nothing of it; undefined where the first one does not order for others to decide. */
export const preparing = ({ rungs }: Ladder): Rung | undefined =>
  rungs.length > 1 && rungs[0]!.role === 'business-manager' ? rungs[0] : undefined;

/** The first above a rung, or of all, who may approve an amount; whoever is above the last where none may. */
export function approval(
  { rungs, above }: Ladder,
  standings: Standings,
  pence: bigint,
  below?: Rung,
): Approval {
  const found = rungs
    .slice(below ? rungs.indexOf(below) + 1 : 0)
    .find(({ role }) => may(standings.get(role)!, pence));
  return found ? { role: found.role, called: called(found.role) } : { role: null, called: above };
}

/** Who orders, or earmarks, themselves; a chair on the ladder only decides. */
const orderers: Readonly<Record<LadderOf, readonly Role[]>> = {
  school: committingRoles,
  authority: authorityRoles,
};
const ordering = ({ rungs }: Ladder, of: LadderOf): readonly Rung[] =>
  rungs.filter(({ role }) => orderers[of].includes(role));

/** The first who may order an amount alone now; undefined: nobody. */
export function orderer(
  ladder: Ladder,
  of: LadderOf,
  standings: Standings,
  pence: bigint,
): Approver | undefined {
  const found = ordering(ladder, of).find(({ role }) => may(standings.get(role)!, pence));
  // A commissioner on no rung has no limit.
  const free = of === 'authority' && !limitedAs(ladder, 'commissioner') ? 'commissioner' : undefined;
  return found?.role ?? free;
}

/** The actor's rung. Refuses: `platform.forbidden`. `waits`: something that is prepared is to be decided. */
export function requireRung(ladder: Ladder, role: Acting, of: LadderOf = 'school', waits = true): Rung {
  const rung = limitedAs(ladder, role);
  if (rung) return rung;
  const asked = waits ? ladder.rungs.filter((one) => one !== preparing(ladder)) : ordering(ladder, of);
  const whom = asked.map((one) => called(one.role)).join(' or ');
  throw forbidden(
    `Your role does not approve spending. ${whom ? `Ask your ${whom}.` : 'Nobody here orders this alone.'}`,
  );
}

/** Who says no to what waits, which commits nothing: anyone on the ladder, and whoever may prepare it. */
export const mayDecline = (ladder: Ladder, role: Acting): boolean =>
  limitedAs(ladder, role) !== undefined ||
  role === 'key' ||
  (committingRoles as readonly Acting[]).includes(role);

/** Refuses: `platform.forbidden`. */
export function requireDecliner(ladder: Ladder, role: Acting): void {
  if (!mayDecline(ladder, role)) requireRung(ladder, role);
}

/** Who approves what waits, in a sentence. */
export const approves = ({ role, called: whom }: Approval): string =>
  role ? `Your ${whom} approves it.` : `Nobody here may approve that much alone: ask your ${whom}.`;

/** Who may order what waits for nobody, in a sentence; where nobody may, how much may be ordered. */
export function orders(ladder: Ladder, of: LadderOf, standings: Standings, pence: bigint): string {
  const does = of === 'school' ? 'order' : 'earmark';
  const found = orderer(ladder, of, standings, pence);
  if (found) return `Your ${called(found)} may ${does} it.`;
  // Whoever has no limit had been found.
  const left = ordering(ladder, of).map(
    ({ role }) => standings.get(role)!.limit! - standings.get(role)!.recent,
  );
  const most = left.reduce((one, other) => (other > one ? other : one), 0n);
  return `Nobody here may ${does} more than ${pounds(most)} alone at present.`;
}
