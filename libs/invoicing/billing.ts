import { Injectable } from '@nestjs/common';
import { shortDate, type Tx } from '#platform';
import { Agreement, Purchases } from '#agreements';
import { Catalogue, type Offer } from '#catalogue';
import { Courses } from '#delivery';
import { Documents, type Draft } from './documents.js';

/** Turns what was signed, delivered or attended into documents. Called by jobs; each thing is billed once. */
@Injectable()
export class Billing {
  constructor(
    private readonly catalogue: Catalogue,
    private readonly purchases: Purchases,
    private readonly courses: Courses,
    private readonly documents: Documents,
  ) {}

  /** The first invoice or journal of a signed agreement. */
  async agreement(tx: Tx, agreementId: string): Promise<void> {
    await this.agreements(tx, await tx.em.findBy(Agreement, { operatorId: tx.operatorId, agreementId }));
  }

  /** Those of a batch of renewals, in one go. */
  async renewals(tx: Tx, renewalBatchId: string): Promise<void> {
    await this.agreements(tx, await tx.em.findBy(Agreement, { operatorId: tx.operatorId, renewalBatchId }));
  }

  /** A delivered purchase: the school pays, or the authority whose wallet it was. */
  async purchase(tx: Tx, purchaseId: string): Promise<void> {
    const purchase = await this.purchases.find(tx, purchaseId);
    const offer = await this.catalogue.offer(tx, purchase.offerId);
    await this.documents.issue(tx, [
      {
        cause: { type: 'purchase', id: purchaseId },
        supplierId: purchase.providerId,
        schoolId: purchase.schoolId,
        laId: purchase.laId,
        purchaseOrder: purchase.purchaseOrder,
        offer,
        lines: [{ description: purchase.title, quantity: 100n, unitPrice: purchase.amount }],
      },
    ]);
  }

  /** The places of a course that schools pay with money: one document a school. */
  async places(tx: Tx, sessionId: string): Promise<void> {
    const session = await this.courses.session(tx, sessionId);
    const offer = await this.catalogue.offer(tx, session.offerId);
    const paying = (await this.courses.places(tx, { sessionId })).filter(
      (place) =>
        place.means === 'money' &&
        place.amount > 0n &&
        (place.state === 'attended' || place.state === 'absent'),
    );
    const schools = [...new Set(paying.map((place) => place.schoolId))];
    await this.documents.issue(
      tx,
      schools.map((schoolId): Draft => {
        const places = paying.filter((place) => place.schoolId === schoolId);
        return {
          cause: { type: 'session', id: sessionId },
          supplierId: session.providerId,
          schoolId,
          laId: null,
          purchaseOrder: null,
          offer,
          lines: [
            {
              description: `${session.title}, ${places.length === 1 ? 'one place' : `${places.length} places`}`,
              quantity: BigInt(places.length) * 100n,
              unitPrice: places[0]!.amount,
            },
          ],
        };
      }),
    );
  }

  private async agreements(tx: Tx, agreements: readonly Agreement[]): Promise<void> {
    const paid = agreements.filter((agreement) => agreement.state === 'signed' && agreement.price > 0n);
    const offers = await this.catalogue.offers(tx, {
      offerIds: [...new Set(paid.map((agreement) => agreement.offerId))],
      withdrawn: true,
    });
    const byId = new Map<string, Offer>(offers.map((offer) => [offer.offerId, offer]));
    await this.documents.issue(
      tx,
      paid.map((agreement) => ({
        cause: { type: 'agreement', id: agreement.agreementId },
        supplierId: agreement.providerId,
        schoolId: agreement.schoolId,
        laId: null,
        purchaseOrder: agreement.purchaseOrder,
        offer: byId.get(agreement.offerId)!,
        lines: [
          {
            description: `${agreement.title}, ${shortDate(agreement.startsOn)} to ${shortDate(agreement.endsOn)}`,
            quantity: 100n,
            unitPrice: agreement.price,
          },
        ],
      })),
    );
  }
}
