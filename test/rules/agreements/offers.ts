import { newId } from '#platform';
import type { NewOffer, NewPrice } from '#catalogue';
import { day, type Stage } from '../stage.js';

/** Publishes an offer of the host's: a service at £300 unless said. */
export async function publish(
  { db, created, catalogue }: Stage,
  {
    price = {},
    withdrawnOn = null,
    ...over
  }: Partial<NewOffer> & { price?: Partial<NewPrice>; withdrawnOn?: string | null } = {},
): Promise<string> {
  const offerId = newId();
  await db.tx(created.staff, async (tx) => {
    await catalogue.publish(tx, {
      offerId,
      slug: `offer-${offerId}`,
      providerId: created.hostId,
      kind: 'service',
      title: 'A morning in school',
      summary: 'Half a day of what you need.',
      need: 'teaching',
      serviceType: 'consultancy',
      accepts: ['money', 'fund'],
      tier: null,
      cfrCode: 'E27',
      aarCode: 'BAE230',
      prices: [flat(30_000n, price)],
      grants: [],
      ...over,
    });
    await tx.query('UPDATE catalogue.offer SET withdrawn_on = $3 WHERE operator_id = $1 AND offer_id = $2', [
      tx.operatorId,
      offerId,
      withdrawnOn,
    ]);
  });
  return offerId;
}

/** A plan at one price for every school, with four days and two free places. */
export const publishPlan = (
  stage: Stage,
  title: string,
  amount: bigint,
  over: object = {},
): Promise<string> =>
  publish(stage, {
    kind: 'plan',
    title,
    tier: 9,
    accepts: ['money'],
    price: { amount },
    grants: [
      { unit: 'DAY', pool: 'entitlement', amount: 400n, label: 'days' },
      { unit: 'PLACE', pool: 'free-places', amount: 2n, label: 'free places' },
    ],
    ...over,
  });

export const flat = (amount: bigint, over: Partial<NewPrice> = {}): NewPrice => ({
  startsOn: day('2026-04-01'),
  unit: 'GBP',
  forSchools: 'any',
  basis: 'flat',
  amount,
  minimum: 0n,
  bands: [],
  illustrative: true,
  source: 'A test',
  ...over,
});
