import { Injectable } from '@nestjs/common';
import { mayLook } from '#delivery';
import { notFound, type Tx } from '#platform';
import { buyingOf, type Buying, type FreePlaces } from './buying.queries.js';
import { agreementRows, type AgreementRow, type AgreementsFilter } from './agreements.queries.js';
import { onSale, type OnSale } from './on-sale.queries.js';
import { needsOf, type Need, type Needs } from './needs.queries.js';
import {
  comingUp,
  placesOf,
  thisYear,
  visitRows,
  type ComingUp,
  type PlaceRow,
  type PlacesFilter,
  type ThisYear,
  type VisitFilter,
  type VisitRow,
} from './school-year.queries.js';

export type { AgreementRow, Buying, ComingUp, FreePlaces, Need, Needs, OnSale, PlaceRow, VisitRow, ThisYear };

/** A school's year as its people see it. Reads only, under the policies of whoever asks. */
@Injectable()
export class SchoolYear {
  /** What someone at the school has to do, of these kinds: the first of each, the longest waiting first, and how many they are. */
  async needs(
    tx: Tx,
    schoolId: string,
    kinds: readonly Need[],
  ): Promise<{ needs: Needs; all: Readonly<Record<Need, number>> }> {
    return needsOf(tx, schoolId, kinds);
  }

  /** What prices depend on when it looks at offers of these providers, and their names. */
  async buying(tx: Tx, schoolId: string, providerIds: readonly string[]): Promise<Buying> {
    return buyingOf(tx, schoolId, providerIds);
  }

  /** An offer as the school would buy it today: what is sold, to whom, by whom. Refuses: `platform.not-found`. */
  async onSale(tx: Tx, schoolId: string, offerId: string): Promise<OnSale> {
    const found = await onSale(tx, schoolId, offerId);
    if (!found) throw notFound('offer');
    return found;
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

  /** Visits to a school, by the people of a home party or one of them, or of one request; latest first, without their reports. */
  async visits(tx: Tx, filter: VisitFilter): Promise<(VisitRow & { total: number })[]> {
    return visitRows(tx, filter);
  }

  /** One visit with the names of who and where; a practitioner's own. Refuses: `platform.not-found`. */
  async visit(tx: Tx, visitId: string): Promise<VisitRow> {
    const [visit] = await visitRows(tx, { visitId });
    if (!visit) throw notFound('visit');
    mayLook(tx.actor, visit);
    return visit;
  }

  /** The school's places on courses, latest date first. */
  async places(tx: Tx, filter: PlacesFilter): Promise<(PlaceRow & { total: number })[]> {
    return placesOf(tx, filter);
  }

  /** What is signed, and what came and went since the agreement in force began; without one since September. */
  async thisYear(tx: Tx, schoolId: string): Promise<ThisYear> {
    return thisYear(tx, schoolId);
  }
}
