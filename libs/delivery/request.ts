import { forbidden, quantity, Refusal, requireActsFor, type Actor, type Role } from '#platform';
import { DAY } from '#operating-model';
import type { Proposal } from './proposal.entity.js';
import type { Deployed } from './proposal.repository.js';
import type { Request } from './request.entity.js';

/** The stages of the broker's board, in order. A proposal that is declined, or ends, sends a request back to new. */
export type Stage = 'new' | 'offered' | 'agreed' | 'under-way' | 'to-evaluate' | 'closed' | 'withdrawn';

/** What is read of a request: who asked is in the trail, and that it was withdrawn or closed is its stage. */
export interface SupportRequest extends Omit<Request, 'operatorId' | 'askedBy' | 'withdrawnOn' | 'closedOn'> {
  readonly school: string;
  /** Of the school. */
  readonly phase: string | null;
  readonly needLabel: string;
  /** Hundredths of a day: those that no support which has ended delivered. */
  readonly daysLeft: bigint;
  readonly stage: Stage;
  /** Who is proposed or agreed, and hundredths of a day of theirs booked or delivered, and delivered. */
  readonly practitioner: string | null;
  readonly booked: bigint;
  readonly delivered: bigint;
}

export interface ProposalRow extends Omit<Proposal, 'operatorId' | 'decidedBy'> {
  readonly school: string;
  readonly home: string;
  /** What kind of organisation it is: see `answeringRoles`. */
  readonly homeKind: string;
  readonly practitioner: string;
  readonly designationLabel: string;
  readonly needLabel: string;
}

/** Who of the operator's staff brings schools together. */
export const brokeringRoles: readonly Role[] = ['broker', 'administrator'];

/** Who answers whether someone may come: a school's headteacher, in person; of another party its manager. */
export const answeringRoles = (homeKind: string): readonly Role[] =>
  homeKind === 'school' ? ['headteacher'] : ['manager'];

/** Whether somebody proposed it themselves, in another role. */
export const ownProposal = ({ proposedBy }: Pick<Proposal, 'proposedBy'>, actor: Pick<Actor, 'personId'>) =>
  proposedBy !== null && proposedBy === actor.personId;

/**
 * Who agrees is of the other side than who proposed: not the broker in another role, and not the operator's own key. As
 * `proposal_second_person`. Refuses: `platform.forbidden`.
 */
export function mayConsent(
  actor: Actor,
  proposal: Pick<ProposalRow, 'homeId' | 'homeKind' | 'proposedBy'>,
): void {
  requireActsFor(actor, proposal.homeId, answeringRoles(proposal.homeKind));
  if (ownProposal(proposal, actor))
    throw forbidden('You proposed this yourself, so a colleague of yours here answers it.');
  if (actor.role === 'key' && actor.scope === 'operator')
    throw forbidden('The operator’s key proposes, so a manager answers in person.');
}

/** As the table's own check. */
const mostDays = 2000n;

/** Support is given by the day and half day, as visits are. */
export const halfDay = 50n;

/** Refuses: `delivery.request-days`. */
export function daysAllowed(days: bigint): void {
  if (days <= 0n || days > mostDays || days % halfDay)
    throw new Refusal(
      'delivery.request-days',
      `Say how many days and half days: half a day at least, ${quantity(mostDays, DAY)} at most.`,
      'invalid',
    );
}

/** A school withdraws what nobody is asked for yet. Refuses: `delivery.request-state`. */
export function mayWithdraw({ stage }: Pick<SupportRequest, 'stage'>): void {
  if (stage !== 'new')
    throw new Refusal(
      'delivery.request-state',
      'Somebody is asked already, or you have withdrawn it. Ask the broker to look for nobody.',
    );
}

/**
 * Whether agreed support can end. What was booked is called off or reported first: then nobody came for nothing.
 * Refuses: `delivery.not-agreed`, `delivery.all-delivered`, `delivery.visits-booked`.
 */
export function mayEnd({
  state,
  booked,
  delivered,
  days,
}: Pick<Deployed, 'state' | 'booked' | 'delivered' | 'days'>): void {
  if (state !== 'consented')
    throw new Refusal('delivery.not-agreed', 'This support is not agreed, or it has ended already.');
  if (delivered === days)
    throw new Refusal('delivery.all-delivered', 'Every agreed day is delivered: there is nothing to end.');
  if (booked > delivered)
    throw new Refusal(
      'delivery.visits-booked',
      'Visits of this support are booked. Call them off first, or have the report filed of what took place.',
    );
}

export const alreadyProposed = (): Refusal =>
  new Refusal(
    'delivery.request-state',
    'Someone has already been proposed for this request, or it was withdrawn.',
  );
export const notALeader = (designation: string): Refusal =>
  new Refusal(
    'delivery.not-a-leader',
    `Who is designated ${designation} does not support other schools here.`,
    'invalid',
  );
