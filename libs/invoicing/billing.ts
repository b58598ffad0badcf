import { Injectable } from '@nestjs/common';
import { GBP, shortDate, Temporal, type Tx } from '#platform';
import { Agreements, Purchases, type Agreement } from '#agreements';
import { Catalogue } from '#catalogue';
import { Courses } from '#delivery';
import { Documents, type Draft } from './documents.js';
import { dueCauses, type Cause } from './due.queries.js';

/** One transaction's worth: small enough to hold no lock for long. */
const batchSize = 200;

/** Turns what was signed, delivered or attended into documents. Called by jobs; each thing is billed once. */
@Injectable()
export class Billing {
  constructor(
    private readonly catalogue: Catalogue,
    private readonly agreements: Agreements,
    private readonly purchases: Purchases,
    private readonly courses: Courses,
    private readonly documents: Documents,
  ) {}

  /** A batch of what is due and was not billed, whatever any queue remembers; `except`: not these now. */
  async due(tx: Tx, except: readonly string[] = []): Promise<Cause[]> {
    return dueCauses(tx, except, batchSize);
  }

  /** Those of a batch of renewals. */
  async renewals(tx: Tx, renewalBatchId: string): Promise<Cause[]> {
    const batch = await this.agreements.list(tx, { renewalBatchId });
    return batch.map(({ agreementId }) => ({ type: 'agreement', id: agreementId }));
  }

  /** Bills what of these is due and was not billed; agreements in one go. */
  async bill(tx: Tx, causes: readonly Cause[]): Promise<void> {
    const ids = (type: Cause['type']) => causes.filter((cause) => cause.type === type).map(({ id }) => id);
    const agreementIds = ids('agreement');
    if (agreementIds.length)
      await this.signed(tx, await this.agreements.list(tx, { agreementIds, limit: agreementIds.length }));
    for (const id of ids('purchase')) await this.purchase(tx, id);
    for (const id of ids('session')) await this.places(tx, id);
  }

  /** A signed agreement's invoice or journal, when it is due already. */
  async agreement(tx: Tx, agreementId: string): Promise<void> {
    await this.bill(tx, [{ type: 'agreement', id: agreementId }]);
  }

  /** A delivered purchase: the school pays, or the authority whose wallet it was; nobody what was paid otherwise. */
  async purchase(tx: Tx, purchaseId: string): Promise<void> {
    const purchase = await this.purchases.find(tx, purchaseId);
    if (purchase.state !== 'delivered' || purchase.unit.code !== GBP.code) return;
    await this.documents.issue(tx, [
      {
        cause: { type: 'purchase', id: purchaseId },
        supplierId: purchase.providerId,
        schoolId: purchase.schoolId,
        laId: purchase.laId,
        purchaseOrder: purchase.purchaseOrder,
        deliveredOn: Temporal.PlainDate.from(purchase.finishedOn!),
        offer: purchase,
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
          deliveredOn: Temporal.PlainDate.from(session.heldOn),
          offer,
          // A line for each price that was agreed: it may have risen between two bookings.
          lines: [...new Set(places.map((place) => place.amount))].map((amount) => {
            const count = places.filter((place) => place.amount === amount).length;
            return {
              description: `${session.title}, ${count === 1 ? 'one place' : `${count} places`}`,
              quantity: BigInt(count) * 100n,
              unitPrice: amount,
            };
          }),
        };
      }),
    );
  }

  private async signed(tx: Tx, agreements: readonly Agreement[]): Promise<void> {
    const due = agreements.filter(
      (agreement) =>
        agreement.state === 'signed' &&
        agreement.price > 0n &&
        Temporal.PlainDate.compare(agreement.billsOn, tx.today) <= 0,
    );
    await this.documents.issue(
      tx,
      due.map((agreement) => ({
        cause: { type: 'agreement', id: agreement.agreementId },
        supplierId: agreement.providerId,
        schoolId: agreement.schoolId,
        laId: null,
        purchaseOrder: agreement.purchaseOrder,
        offer: agreement,
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
