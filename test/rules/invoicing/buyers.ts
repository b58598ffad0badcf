import { offerId } from '#blueprints';
import type { School } from '#directory';
import type { Cause } from '#invoicing';
import { newId, Operators, Temporal, type Tx } from '#platform';
import { day, openStage } from '../stage.js';

/** Schools that subscribe, buy and book; and what is billed of it when someone asks. */
export async function openBuyers() {
  const stage = await openStage();
  const { agreements, billing, courses, created, documents, purchases } = stage;
  const silver = offerId(created.operatorId, 'silver');
  const asStaff = <Answer>(fn: (tx: Tx) => Promise<Answer>) => stage.db.tx(created.staff, fn);
  const asHead = <Answer>(school: School, fn: (tx: Tx) => Promise<Answer>) =>
    stage.db.tx(stage.as(school.organisationId), fn);
  return {
    ...stage,
    silver,
    asStaff,
    asHead,
    at: (date: string) =>
      asStaff((tx) => new Operators().advance(tx, Temporal.Instant.from(`${date}T08:00:00Z`))),
    due: (except: string[] = []) => asStaff((tx) => billing.due(tx, except)),
    bill: (...causes: Cause[]) => asStaff((tx) => billing.bill(tx, causes)),
    documentsOf: (causeId: string) =>
      asStaff(async (tx) => {
        const rows = await documents.list(tx, { causeId });
        return Promise.all(rows.map(({ documentId }) => documents.find(tx, documentId)));
      }),
    /** An agreement for Silver, signed when it is the head who prepares it. */
    async prepare(
      school: School,
      {
        role = 'headteacher',
        ...over
      }: { role?: 'headteacher' | 'business-manager'; startsOn?: string; offerId?: string } = {},
    ) {
      const agreementId = newId();
      await stage.db.tx(stage.as(school.organisationId, role), (tx) =>
        agreements.prepare(tx, {
          agreementId,
          schoolId: school.organisationId,
          offerId: over.offerId ?? silver,
          startsOn: day(over.startsOn ?? '2026-04-13'),
          purchaseOrder: 'PO 12',
        }),
      );
      return agreementId;
    },
    async buy(school: School, walletId?: string) {
      const purchaseId = newId();
      await asHead(school, (tx) =>
        purchases.buy(tx, {
          purchaseId,
          schoolId: school.organisationId,
          offerId: stage.independent,
          ...(walletId ? { walletId } : { purchaseOrder: 'PO 13' }),
        }),
      );
      return purchaseId;
    },
    deliver: (purchaseId: string) => asStaff((tx) => purchases.deliver(tx, purchaseId)),
    async dated(course: string, on: string) {
      const sessionId = newId();
      await asStaff((tx) =>
        courses.schedule(tx, {
          sessionId,
          offerId: course,
          on: day(on),
          startsAt: '09:00',
          venue: 'Town Hall',
          capacity: 9,
        }),
      );
      return sessionId;
    },
    async place(sessionId: string, school: School, means: 'money' | 'credits' | 'free' = 'money') {
      const placeId = newId();
      await asHead(school, (tx) =>
        courses.book(tx, {
          placeId,
          sessionId,
          schoolId: school.organisationId,
          attendee: `Jo Bright ${placeId}`,
          means,
        }),
      );
      return placeId;
    },
  };
}
export type Buyers = Awaited<ReturnType<typeof openBuyers>>;
