import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { PoolClient } from 'pg';
import { from } from 'pg-copy-streams';
import type { SystemTx } from '#platform';

/** Streams lines of COPY's text format into a table, in this transaction. `columns` is asked after the first line came. */
export async function copyInto(
  tx: SystemTx,
  table: string,
  columns: () => readonly string[],
  lines: AsyncGenerator<Buffer>,
): Promise<void> {
  const first = await lines.next();
  if (first.done) return;
  const client = (await tx.em.queryRunner!.connect()) as PoolClient;
  const copy = client.query(from(`COPY ${table} (${columns().join(', ')}) FROM STDIN`));
  await pipeline(Readable.from(startingWith(first.value, lines)), copy);
}

async function* startingWith(first: Buffer, rest: AsyncGenerator<Buffer>): AsyncGenerator<Buffer> {
  yield first;
  yield* rest;
}
