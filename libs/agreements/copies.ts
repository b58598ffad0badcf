import { recordAll, type Tx } from '#platform';
import { supersedeCopies } from './agreement.repository.js';

/** What waited for days that are signed for now waits no more, and its trail says so. */
export async function setCopiesAside(tx: Tx, signed: Parameters<typeof supersedeCopies>[1]): Promise<void> {
  const copies = await supersedeCopies(tx, signed);
  await recordAll(
    tx,
    'agreements.supersede',
    copies.map((copy) => ({ type: 'agreement', id: copy.agreementId, organisationId: copy.schoolId })),
  );
}
