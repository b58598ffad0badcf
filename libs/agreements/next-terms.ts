import { Injectable } from '@nestjs/common';
import { refusalIn, Temporal, type Tx } from '#platform';
import { OperatingModel } from '#operating-model';
import { Catalogue } from '#catalogue';
import { Directory } from '#directory';
import { nextQuote, noticeTooLate, type Quote } from './agreement.js';
import type { Agreement } from './agreement.entity.js';
import { renewingInto } from './agreements.queries.js';
import { nextTerm } from './term.js';

/** The term after an agreement's own: what it would cost, and whether the school is still free to have another plan in it. */
@Injectable()
export class NextTerms {
  constructor(
    private readonly catalogue: Catalogue,
    private readonly directory: Directory,
    private readonly model: OperatingModel,
  ) {}

  /** The plans that a school may change to, each with what the next term would cost it. */
  async plans(
    tx: Tx,
    { schoolId, ...current }: Pick<Agreement, 'schoolId' | 'startsOn' | 'endsOn'>,
  ): Promise<Quote[]> {
    const { startsOn } = nextTerm(current);
    const plans = await this.catalogue.offers(tx, { kind: 'plan', on: startsOn });
    const school = await this.directory.school(tx, schoolId);
    const { agreements } = await this.model.on(tx, startsOn);
    return plans.flatMap((offer) => {
      try {
        return [nextQuote(current, offer, school, agreements)];
      } catch (error) {
        // A plan that cannot be priced for them is none.
        unpriced(error);
        return [];
      }
    });
  }

  /** The plan that follows as it stands, and what it will cost, unless the school leaves. Refuses as `quote` does. */
  async quote(tx: Tx, agreement: Agreement): Promise<Quote> {
    const { startsOn } = nextTerm(agreement);
    const school = await this.directory.school(tx, agreement.schoolId);
    const offer = await this.catalogue.offer(tx, followsWith(agreement), startsOn);
    const { agreements } = await this.model.on(tx, startsOn);
    return nextQuote(agreement, offer, school, agreements);
  }

  /** What it will cost as it stands. Refuses as `quote` does. */
  async price(tx: Tx, agreement: Agreement): Promise<bigint> {
    return agreement.atTermEnd === 'leave' ? 0n : (await this.quote(tx, agreement)).price.amount;
  }

  /**
   * Once the day for notice is over a school has, for days of its next term, what its agreement renews as, from the day on which
   * it does, and nothing else; one that cannot renew stands in nobody's way. Refuses: `agreements.notice-too-late`.
   */
  async stillFree(
    tx: Tx,
    { schoolId, offerId, ...term }: Pick<Agreement, 'schoolId' | 'offerId' | 'startsOn' | 'endsOn'>,
  ): Promise<void> {
    const renewing = await renewingInto(tx, schoolId, term);
    if (!renewing || Temporal.PlainDate.compare(tx.today, renewing.noticeBy) <= 0) return;
    if (offerId === followsWith(renewing) && term.startsOn.equals(nextTerm(renewing).startsOn)) return;
    if ((await this.price(tx, renewing).catch(unpriced)) !== undefined)
      throw noticeTooLate(renewing.noticeBy);
  }
}

const followsWith = ({ offerId, nextOfferId }: Agreement): string => nextOfferId ?? offerId;

/** For `.catch`: a "no" to the question what something costs. */
export const unpriced = (error: unknown): undefined => void refusalIn(error);
