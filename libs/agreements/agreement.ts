import {
  committingRoles,
  forbidden,
  pounds,
  quantity,
  Refusal,
  shortDate,
  Temporal,
  type Actor,
} from '#platform';
import { isWithdrawn, notOwn, priceFor, type Grant, type Offer, type Price } from '#catalogue';
import { stillOpen, type School } from '#directory';
import type { Decision } from '#identity';
import type { Settings } from '#operating-model';
import type { Agreement, AgreementState, AtTermEnd } from './agreement.entity.js';
import { billsOn, isOver, nextTerm, proRata, proRataGrant, twelfths, type Term } from './term.js';

const said: Record<Exclude<AgreementState, 'awaiting-approval'>, string> = {
  signed: 'is signed already',
  declined: 'was declined',
  superseded: 'is no longer needed: another agreement was signed for these dates',
};

/** What waits is decided once, and stays as it was decided. Refuses: `agreements.decided`. */
export function stillWaits({ state }: Pick<Agreement, 'state'>): void {
  if (state !== 'awaiting-approval')
    throw new Refusal('agreements.decided', `This agreement ${said[state]}.`);
}

type Prepared = Pick<Agreement, 'preparedBy' | 'backdatedBecause'>;
type Approving = Pick<Actor, 'personId' | 'role'>;

/** Who prepared what waits approves it only where they might have ordered it themselves: else it waits for a second person. */
function needsAnother({ preparedBy, backdatedBecause }: Prepared, { personId, role }: Approving): boolean {
  const orders = committingRoles.some((one) => one === role);
  return preparedBy !== null && preparedBy === personId && (backdatedBecause !== null || !orders);
}

/** Refuses: `platform.forbidden`. */
export function mayApprove(agreement: Prepared, actor: Approving): void {
  if (needsAnother(agreement, actor))
    throw forbidden('You prepared this, so somebody else at your school approves it.');
}

/** `prepared`: it would be theirs to decide, had they not prepared it. */
export type Deciding = Decision & { readonly prepared: boolean };

/** Who decides what waits, and what somebody may do about it who may have prepared it. */
export function decisionOn(agreement: Prepared, decision: Decision, actor: Approving): Deciding {
  const another = needsAnother(agreement, actor);
  return {
    ...decision,
    approves: decision.approves && !another,
    prepared: another && decision.role === actor.role,
  };
}

/** What a school pays and gets for a plan and a term; what the check-your-answers page shows and signing freezes. */
export interface Quote extends Term {
  readonly offer: Offer;
  readonly price: Price;
  /** What a whole year costs. */
  readonly yearPrice: bigint;
  readonly months: bigint;
  readonly grants: readonly Grant[];
  readonly noticeBy: Temporal.PlainDate;
  readonly billsOn: Temporal.PlainDate;
}

/** As the register has it. */
export type Buyer = Pick<
  School,
  'organisationId' | 'fundingStatus' | 'roll' | 'status' | 'closedOn' | 'missingSince'
>;

/**
 * Refuses: `agreements.not-a-plan`, `catalogue.own-offer`, `agreements.withdrawn`, `directory.school-closed`, `agreements.no-price`,
 * `catalogue.roll-unknown`.
 */
export function quote(
  offer: Offer,
  school: Buyer,
  term: Term,
  startsOn: Temporal.PlainDate,
  { notice_days, invoice_days }: Pick<Settings['agreements'], 'notice_days' | 'invoice_days'>,
): Quote {
  if (offer.kind !== 'plan')
    throw new Refusal('agreements.not-a-plan', `${offer.title} is not a plan.`, 'invalid');
  notOwn(offer, school.organisationId);
  if (isWithdrawn(offer, startsOn))
    throw new Refusal(
      'agreements.withdrawn',
      `${offer.title} is not offered any more from ${shortDate(offer.withdrawnOn!)}. Choose another plan.`,
      'invalid',
    );
  stillOpen(school, startsOn);
  const year = priceFor(offer.prices, 'GBP', school);
  if (!year)
    throw new Refusal(
      'agreements.no-price',
      `${offer.title} has no price for your kind of school.`,
      'invalid',
    );
  const months = twelfths(startsOn, term.endsOn);
  const amount = proRata(year.amount, months);
  return {
    offer,
    startsOn,
    endsOn: term.endsOn,
    months,
    yearPrice: year.amount,
    price:
      months === 12n
        ? year
        : {
            ...year,
            amount,
            because: `${year.because} From ${shortDate(startsOn)} it is ${months} twelfths of ${pounds(year.amount)}.`,
          },
    grants: offer.grants.map((grant) => ({
      ...grant,
      amount: proRataGrant(grant.amount, grant.unit, months),
    })),
    // Whoever joins late in the year may still say, on the day, that they will not stay.
    noticeBy: later(term.endsOn.subtract({ days: notice_days }), startsOn),
    billsOn: billsOn(startsOn, invoice_days),
  };
}

/** What a plan costs a school for the term after another. Refuses as `quote` does. */
export function nextQuote(
  current: Term,
  offer: Offer,
  school: Buyer,
  rules: Pick<Settings['agreements'], 'notice_days' | 'invoice_days'>,
): Quote {
  const term = nextTerm(current);
  return quote(offer, school, term, term.startsOn, rules);
}

export const schoolLeft = (): Refusal =>
  new Refusal('agreements.school-left', 'The school is no longer a member that buys here.', 'invalid');

/** What an agreement keeps of its quote, whatever the catalogue says later. */
export const frozen = (quoted: Quote) => ({
  providerId: quoted.offer.providerId,
  offerId: quoted.offer.offerId,
  title: quoted.offer.title,
  startsOn: quoted.startsOn,
  endsOn: quoted.endsOn,
  price: quoted.price.amount,
  priceBecause: quoted.price.because,
  yearPrice: quoted.yearPrice,
  grants: quoted.grants.map((grant) => ({ ...grant, unit: grant.unit.code })),
  taxedAs: quoted.offer.taxedAs,
  cfrCode: quoted.offer.cfrCode,
  aarCode: quoted.offer.aarCode,
  noticeBy: quoted.noticeBy,
  billsOn: quoted.billsOn,
});

/** The later of two days. */
export const later = (one: Temporal.PlainDate, other: Temporal.PlainDate) =>
  Temporal.PlainDate.compare(one, other) < 0 ? other : one;

/** Whoever signs late, or approves late, may still say that they will not stay: some days yet, while the term lasts. */
export function noticeOnceSigned(
  agreement: Pick<Agreement, 'noticeBy' | 'endsOn'>,
  signedOn: Temporal.PlainDate,
  { late_notice_days: days }: Pick<Settings['agreements'], 'late_notice_days'>,
): Temporal.PlainDate {
  const until = signedOn.add({ days });
  return later(agreement.noticeBy, isOver(agreement, until) ? agreement.endsOn : until);
}

/** `5 days, 200 credits`. */
export const includes = (quoted: Pick<Quote, 'grants'>): string =>
  quoted.grants.map((grant) => `${quantity(grant.amount, grant.unit)} (${grant.label})`).join(', ');

/** A term that is over is nobody's to sign for. Refuses: `agreements.term-over`. */
export function notOver(
  agreement: Pick<Agreement, 'endsOn' | 'backdatedBecause'>,
  today: Temporal.PlainDate,
): void {
  if (!isOver(agreement, today) || agreement.backdatedBecause) return;
  throw new Refusal(
    'agreements.term-over',
    `Its term ended on ${shortDate(agreement.endsOn)}. Choose a plan for the days from now on.`,
  );
}

/**
 * What a school may still say about the end of its term.
 * Refuses: `agreements.not-signed`, `agreements.term-over`, `agreements.notice-too-late`.
 */
export function mayChooseTermEnd(
  agreement: Pick<Agreement, 'state' | 'endsOn' | 'noticeBy' | 'atTermEnd'>,
  choice: AtTermEnd,
  today: Temporal.PlainDate,
): void {
  if (agreement.state !== 'signed')
    throw new Refusal('agreements.not-signed', 'Only a signed agreement can be changed.');
  if (isOver(agreement, today))
    throw new Refusal(
      'agreements.term-over',
      `Its term ended on ${shortDate(agreement.endsOn)}, so this can no longer be changed.`,
    );
  // Whoever was to leave may stay after all; another plan that was chosen to follow is not given up.
  if (choice === 'renew' && agreement.atTermEnd !== 'change') return;
  if (Temporal.PlainDate.compare(today, agreement.noticeBy) > 0) throw noticeTooLate(agreement.noticeBy);
}

export const followed = (): Refusal =>
  new Refusal(
    'agreements.followed',
    'Another agreement is signed for the year after it, so this can no longer be changed.',
  );

export const noticeTooLate = (noticeBy: Temporal.PlainDate): Refusal =>
  new Refusal(
    'agreements.notice-too-late',
    `Notice had to be given by ${shortDate(noticeBy)}, so the agreement renews for another year.`,
  );
