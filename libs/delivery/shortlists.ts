import { Injectable } from '@nestjs/common';
import { requireStaff, type Tx } from '#platform';
import { OperatingModel, Vocabularies } from '#operating-model';
import { availableFor, Entitlements } from '#entitlements';
import { Calendar } from '#directory';
import { brokeringRoles, type SupportRequest } from './request.js';
import { Requests } from './requests.js';
import { choice } from './requests.queries.js';
import { costsByDesignation, leading, shortlist, type Estimate, type Ranked } from './shortlist.js';

/** What support between schools would cost, and who could give it. */
@Injectable()
export class Shortlists {
  constructor(
    private readonly requests: Requests,
    private readonly calendar: Calendar,
    private readonly entitlements: Entitlements,
    private readonly model: OperatingModel,
    private readonly vocabularies: Vocabularies,
  ) {}

  /** What days of each designation that leads would cost a school, the least first, and the credits that it may spend today. */
  async estimate(tx: Tx, { schoolId, days }: { schoolId: string; days: bigint }): Promise<Estimate> {
    const [{ credits }, { CREDIT }, { designations }] = await Promise.all([
      this.model.on(tx),
      this.entitlements.held(tx, schoolId),
      this.vocabularies.words(tx),
    ]);
    const { per_day, support_is } = credits;
    const rules = { perDay: per_day, leaders: leading(designations, tx.today) };
    return { costs: costsByDesignation(days, rules), available: availableFor(CREDIT, support_is) };
  }

  /**
   * Who could do it, best first, with the reasons for and against and what they would cost. For brokers. Refuses:
   * `platform.not-found`, `platform.forbidden`.
   */
  async shortlist(tx: Tx, requestId: string): Promise<Ranked[]> {
    requireStaff(tx.actor, brokeringRoles);
    return (await this.choice(tx, await this.requests.find(tx, requestId))).shortlist;
  }

  /** The same of a request that was read, with what the school has to pay with. Refuses: `platform.forbidden`. */
  async choice(
    tx: Tx,
    request: Pick<SupportRequest, 'schoolId' | 'phase' | 'need' | 'needLabel' | 'daysLeft'>,
  ): Promise<{ shortlist: Ranked[]; estimate: Estimate }> {
    requireStaff(tx.actor, brokeringRoles);
    const { schoolId, daysLeft: days } = request;
    const [{ CREDIT }, { credits, brokerage }, term] = await Promise.all([
      this.entitlements.held(tx, schoolId),
      this.model.on(tx),
      this.calendar.termAround(tx, schoolId, tx.today),
    ]);
    const { leaders, candidates } = await choice(
      tx,
      schoolId,
      term ?? {
        startsOn: tx.today.subtract({ months: 3 }).toString(),
        endsOn: tx.today.add({ months: 3 }).toString(),
      },
    );
    const rules = { perDay: credits.per_day, leaders };
    const available = availableFor(CREDIT, credits.support_is);
    const ranked = shortlist(
      candidates,
      {
        schoolId,
        need: request.need,
        needLabel: request.needLabel,
        phase: request.phase ?? 'not-applicable',
        days,
        credits: available,
      },
      {
        protectedDays: BigInt(credits.protected_days) * 100n,
        ...rules,
        weights: brokerage,
      },
    );
    return { shortlist: ranked, estimate: { costs: costsByDesignation(days, rules), available } };
  }
}
