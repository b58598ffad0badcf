import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { PoolClient } from 'pg';
import { from } from 'pg-copy-streams';
import type { SystemTx } from '#platform';

export const copySettings = {
  /** Where something is done after each part, how long a part is. */
  partBytes: 2 * 1024 * 1024,
  /** How many pieces of the file are read ahead while PostgreSQL works. */
  ahead: 64,
};

/**
 * Streams lines of COPY's text format into a table, in this transaction. `columns` is asked after the first line came. With `each`, in
 * parts: it is called after every one, and meanwhile the file is read on, so that both cores of a small machine have work.
 */
export async function copyInto(
  tx: SystemTx,
  table: string,
  columns: () => readonly string[],
  lines: AsyncGenerator<Buffer>,
  each?: () => Promise<void>,
): Promise<void> {
  const source = Readable.from(lines, { highWaterMark: copySettings.ahead });
  try {
    const pieces = source[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
    for (let first = await pieces.next(); !first.done; first = await pieces.next()) {
      // Asked for each part: there is none once the transaction is over.
      const client = (await tx.em.queryRunner!.connect()) as PoolClient & { pipeline: boolean };
      // node-postgres copies only on a connection that asks nothing ahead; it does again in its next transaction.
      client.pipeline = false;
      const copy = client.query(from(`COPY ${table} (${columns().join(', ')}) FROM STDIN`));
      await pipeline(
        Readable.from(partOf(first.value, pieces, each ? copySettings.partBytes : Infinity)),
        copy,
      );
      await each?.();
    }
  } finally {
    source.destroy();
  }
}

async function* partOf(first: Buffer, rest: AsyncIterator<Buffer>, most: number): AsyncGenerator<Buffer> {
  yield first;
  for (let bytes = first.length; bytes < most;) {
    const next = await rest.next();
    if (next.done) return;
    bytes += next.value.length;
    yield next.value;
  }
}
