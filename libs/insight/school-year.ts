import { Injectable } from '@nestjs/common';
import { notFound, Temporal, type Tx } from '#platform';
import { poolOf, type GrantUnit } from '#catalogue';
import { accountId, availableIn, Ledger, startsAfter, validOn, type Lot } from '#ledger';
import { agreementRows, type AgreementRow, type AgreementsFilter } from './agreements.queries.js';
import {
  comingUp,
  granted,
  needsOf,
  placesOf,
  visitRows,
  yearTotals,
  type ComingUp,
  type Needs,
  type PlaceRow,
  type PlacesFilter,
  type VisitFilter,
  type VisitRow,
  type YearTotals,
} from './school-year.queries.js';

export type { AgreementRow, ComingUp, Needs, PlaceRow, VisitRow, YearTotals };

/** One pool of a school, in minor units: what may be promised for a day of its term, and apart from it what starts later. */
export interface Held {
  readonly unit: GrantUnit;
  readonly available: bigint;
  readonly booked: bigint;
  readonly granted: bigint;
  /** What is granted already for a term that has not begun, by its first day. */
  readonly later: readonly { readonly from: Temporal.PlainDate; readonly available: bigint }[];
  readonly lots: readonly Lot[];
}

/** A school's year as its people see it. Reads only, under the policies of whoever asks. */
@Injectable()
export class SchoolYear {
  constructor(private readonly ledger: Ledger) {}

  /** What someone at the school has to do: approve, consent, read, evaluate, decide about a renewal. */
  async needs(tx: Tx, schoolId: string): Promise<Needs> {
    return needsOf(tx, schoolId);
  }

  /** Its days, credits and free places: those that may be spent on a day, today unless given, and those of later. */
  async held(tx: Tx, schoolId: string, on = tx.today): Promise<Record<GrantUnit, Held>> {
    const one = async (unit: GrantUnit): Promise<Held> => {
      const pool = accountId(tx.operatorId, poolOf(schoolId, unit));
      const all = await this.ledger.lots(tx, pool);
      const lots = all.filter((lot) => validOn(lot, on));
      const later = all.filter((lot) => startsAfter(lot, on));
      return {
        unit,
        available: availableIn(lots),
        booked: lots.reduce((sum, lot) => sum + lot.held, 0n),
        granted: await granted(tx, pool, on),
        later: [...new Set(later.map((lot) => lot.validFrom!.toString()))].sort().map((from) => ({
          from: Temporal.PlainDate.from(from),
          available: availableIn(later.filter((lot) => lot.validFrom!.toString() === from)),
        })),
        lots,
      };
    };
    return { DAY: await one('DAY'), CREDIT: await one('CREDIT'), PLACE: await one('PLACE') };
  }

  /** Visits, course places and purchases that lie ahead, nearest first. */
  async comingUp(tx: Tx, schoolId: string): Promise<ComingUp[]> {
    return comingUp(tx, schoolId);
  }

  /** The school's agreements, newest term first, those that wait and those that ended included. */
  async agreements(tx: Tx, filter: AgreementsFilter): Promise<(AgreementRow & { total: number })[]> {
    return agreementRows(tx, filter);
  }

  /** One agreement with the names of those in it. Refuses: `platform.not-found`. */
  async agreement(tx: Tx, agreementId: string): Promise<AgreementRow> {
    const [agreement] = await agreementRows(tx, { agreementId });
    if (!agreement) throw notFound('agreement');
    return agreement;
  }

  /** Visits to a school, by the people of a home party, or of one request; latest first, without their reports. */
  async visits(tx: Tx, filter: VisitFilter): Promise<(VisitRow & { total: number })[]> {
    return visitRows(tx, filter);
  }

  /** One visit with the names of who and where. Refuses: `platform.not-found`. */
  async visit(tx: Tx, visitId: string): Promise<VisitRow> {
    const [visit] = await visitRows(tx, { visitId });
    if (!visit) throw notFound('visit');
    return visit;
  }

  /** The school's places on courses, latest date first. */
  async places(tx: Tx, filter: PlacesFilter): Promise<(PlaceRow & { total: number })[]> {
    return placesOf(tx, filter);
  }

  /** Days received and given, and requests for support, since a day. */
  async totals(tx: Tx, schoolId: string, since: string): Promise<YearTotals> {
    return yearTotals(tx, schoolId, since);
  }
}
