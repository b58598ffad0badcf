import type { EntityTarget, ObjectLiteral, QueryDeepPartialEntity } from 'typeorm';
import type { SystemTx } from './tx.js';

/** Inserts a row unless one with its key is there, whose it may be: whether it is new. */
export async function insertNew<Row extends ObjectLiteral>(
  tx: Pick<SystemTx, 'em'>,
  entity: EntityTarget<Row>,
  row: QueryDeepPartialEntity<Row>,
): Promise<boolean> {
  const { raw } = await tx.em
    .createQueryBuilder()
    .insert()
    .into(entity)
    .values(row)
    .orIgnore()
    .updateEntity(false)
    .returning('1')
    .execute();
  return (raw as unknown[]).length > 0;
}
