import { Injectable } from '@nestjs/common';
import { notFound, Temporal, type Tx } from '#platform';
import { poolOf, type GrantUnit } from '#catalogue';
import { accountId, availableIn, Ledger, startsAfter, validOn, type Lot } from '#ledger';
import {
  agreementRows,
  comingUp,
  granted,
  needsOf,
  placesOf,
  visitRows,
  type AgreementRow,
  type ComingUp,
  type Needs,
  type PlaceRow,
  type VisitRow,
} from './school-year.queries.js';

export type { AgreementRow, ComingUp, Needs, PlaceRow, VisitRow };

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
  async agreements(tx: Tx, schoolId: string): Promise<AgreementRow[]> {
    return agreementRows(tx, { schoolId });
  }

  /** One agreement with the names of those in it. Refuses: `platform.not-found`. */
  async agreement(tx: Tx, agreementId: string): Promise<AgreementRow> {
    const [agreement] = await agreementRows(tx, { agreementId });
    if (!agreement) throw notFound('agreement');
    return agreement;
  }

  /** Visits to a school, or by the people of a home party; latest first. */
  async visits(tx: Tx, filter: { schoolId?: string; homeId?: string }): Promise<VisitRow[]> {
    return visitRows(tx, filter);
  }

  /** One visit with the names of who and where. Refuses: `platform.not-found`. */
  async visit(tx: Tx, visitId: string): Promise<VisitRow> {
    const [visit] = await visitRows(tx, { visitId });
    if (!visit) throw notFound('visit');
    return visit;
  }

  /** The school's places on courses, latest date first. */
  async places(tx: Tx, schoolId: string): Promise<PlaceRow[]> {
    return placesOf(tx, schoolId);
  }
}
