import { laId, type School } from '#directory';
import { BillingDetails, bookAccounts, type Draft } from '#invoicing';
import { accountId } from '#ledger';
import { newId, type Tx } from '#platform';
import { openStage } from '../stage.js';

export const warrington = laId('877');
export const supplierBank = { name: 'Warrington', sortCode: '010203', number: '12345678' };

/** A day of an adviser of Warrington’s, billed to a school. */
export const draft = (school: School, over: Partial<Draft> = {}): Draft => ({
  cause: { type: 'purchase', id: newId() },
  supplierId: warrington,
  schoolId: school.organisationId,
  laId: null,
  purchaseOrder: null,
  offer: { taxedAs: 'consultancy', cfrCode: 'E27', aarCode: 'BAE230' },
  lines: [{ description: 'An adviser’s day', quantity: 100n, unitPrice: 60_000n }],
  ...over,
});

/** Beside the joint venture’s two companies an authority sells, and a school that is not registered for VAT. */
export async function openSuppliers() {
  const stage = await openStage();
  const { created, catalogue, documents, ledger, neighbour } = stage;
  const asStaff = <Answer>(fn: (tx: Tx) => Promise<Answer>) => stage.db.tx(created.staff, fn);
  const details = new BillingDetails();
  const independentId = await asStaff(async (tx) => {
    await details.supplier(tx, {
      supplierId: warrington,
      legalType: 'la',
      laCode: '877',
      vatNumber: 'GB 123 4567 89',
      prefix: 'WAR',
      bank: supplierBank,
      illustrative: false,
    });
    await details.supplier(tx, {
      supplierId: neighbour.organisationId,
      legalType: 'school',
      laCode: null,
      vatNumber: null,
      prefix: 'NBR',
      bank: null,
      illustrative: false,
    });
    return (await catalogue.offer(tx, stage.independent)).providerId;
  });
  return {
    ...stage,
    /** The joint venture’s other company. */
    independentId,
    asStaff,
    maintained: (laCode: string): School =>
      created.schools.find((one) => one.laCode === laCode && one.fundingStatus === 'maintained')!,
    academy: (): School => created.schools.find((one) => one.fundingStatus === 'academy')!,
    /** Issues these; the document of each. */
    async issued(...drafts: Draft[]) {
      await asStaff((tx) => documents.issue(tx, drafts));
      return asStaff(async (tx) => {
        const rows = [];
        for (const { cause, laId: la, schoolId } of drafts) {
          const [row] = await documents.list(tx, { causeId: cause.id, customerId: la ?? schoolId });
          rows.push(await documents.find(tx, row!.documentId));
        }
        return rows;
      });
    },
    /** What the ledger has of a customer and a supplier. */
    booked: (customerId: string, supplierId: string) =>
      asStaff(async (tx) => {
        const ids = Object.entries(bookAccounts(customerId, supplierId)).map(
          ([name, address]) => [name, accountId(tx.operatorId, address)] as const,
        );
        const balances = await ledger.balances(
          tx,
          ids.map(([, id]) => id),
        );
        return Object.fromEntries(ids.map(([name, id]) => [name, balances.get(id)!.posted]));
      }),
  };
}
export type Suppliers = Awaited<ReturnType<typeof openSuppliers>>;
