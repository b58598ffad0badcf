import { derivedId, proportion, quantity, Refusal, type Temporal, type Tx } from '#platform';
import { CREDIT } from '#operating-model';
import type { PaidFor, Taking } from '#entitlements';
import type { Command } from '#ledger';
import type { NewProposal } from './proposal.entity.js';
import { notDesignated, type PractitionerRow } from './practitioners.js';
import { halfDay } from './request.js';
import { lockProposal, type Deployed } from './proposal.repository.js';
import type { Visit } from './visit.entity.js';
import type { WishedVisit } from './wished-visit.js';

export const creditsHoldId = (proposalId: string): string => derivedId(proposalId, 'credits');

/** The credits of a proposal, from when it is made. */
export const supportTaking = (
  proposal: NewProposal,
  name: string,
  paidFor: PaidFor,
  earns: boolean,
): Taking => ({
  id: creditsHoldId(proposal.proposalId),
  schoolId: proposal.schoolId,
  unit: CREDIT,
  amount: proposal.credits,
  ...paidFor,
  code: 'support',
  reference: { type: 'proposal', id: proposal.proposalId },
  description: `Support by ${name}, ${proposal.designation}`,
  ...(earns && { earnedBy: proposal.homeId }),
});

/** What a broker is told when the school's credits do not reach. */
export const beyondCredits = ({ code }: Refusal, { credits }: NewProposal): Refusal =>
  new Refusal(
    code,
    `This costs ${quantity(credits, CREDIT)}, which is more than the school has free. Propose someone who costs less, or agree with the school on fewer days, or on credits from you or another school.`,
  );

const notAgreed = (): Refusal =>
  new Refusal('delivery.not-agreed', 'This support has not been agreed for your school.');

/** Agreed support is booked until all of its days are. Refuses: `delivery.not-agreed`, `delivery.more-than-agreed`. */
export function leftToBook(
  { state, booked, days }: Pick<Deployed, 'state' | 'booked' | 'days'>,
  portion: bigint = halfDay,
): void {
  if (state !== 'consented') throw notAgreed();
  if (booked + portion > days)
    throw new Refusal(
      'delivery.more-than-agreed',
      booked < days
        ? 'Of what was agreed only half a day is left to book.'
        : 'All the agreed days are booked already.',
    );
}

/**
 * A visit that delivers agreed support: same school, same person, who is that day what was agreed, no more days than
 * agreed. Refuses: `delivery.not-agreed`, `delivery.not-designated`, `delivery.more-than-agreed`.
 */
export async function deploy(
  tx: Tx,
  proposalId: string,
  visit: WishedVisit,
  { name, designations }: Pick<PractitionerRow, 'name' | 'designations'>,
): Promise<void> {
  const agreed = await lockProposal(tx, proposalId);
  if (agreed?.schoolId !== visit.schoolId || agreed.practitionerId !== visit.practitionerId)
    throw notAgreed();
  leftToBook(agreed, visit.portion);
  if (!designations.includes(agreed.designation)) throw notDesignated(name, agreed.designation, visit.on);
}

/** What a visit adds to what the days before it have earned, half up: however a number of days is parted, the shares make the whole. */
export const share = (
  { credits, days, delivered }: Pick<Deployed, 'credits' | 'days' | 'delivered'>,
  portion: bigint,
): bigint => proportion(credits, delivered + portion, days) - proportion(credits, delivered, days);

/** The credits a delivered visit earns the supporting school: its share of the days, in a lot of its own. */
export async function earn(
  tx: Tx,
  visit: Visit,
  countsOn: Temporal.PlainDate,
  expiresOn: Temporal.PlainDate,
): Promise<Command[]> {
  const agreed = (await lockProposal(tx, visit.proposalId!))!;
  const amount = share(agreed, visit.portion);
  if (amount === 0n) return [];
  return [
    {
      kind: 'settle',
      // Not as the proposal's own: a visit may have any id.
      id: derivedId(visit.visitId, 'earned'),
      hold: creditsHoldId(visit.proposalId!),
      countsOn,
      amount,
      remainder: 'keep',
      lot: { expiresOn },
      unlessLapsed: true,
    },
  ];
}
