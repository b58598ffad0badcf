import type pg from 'pg';
import { QueryResult } from 'typeorm';

const keys = new Map<string, string>();

/** A column as code names it: `held_on` is `heldOn`. */
function keyOf(column: string): string {
  let key = keys.get(column);
  if (key === undefined)
    keys.set(column, (key = column.replaceAll(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase())));
  return key;
}

/** The rows of a result that was read as arrays, each column under its key; none of several statements in one text. */
export function rowsOf(result: pg.QueryArrayResult | pg.QueryArrayResult[]): Record<string, unknown>[] {
  if (Array.isArray(result)) return [];
  const { fields, rows } = result;
  const names = fields.map(({ name }) => keyOf(name));
  return rows.map((values) => {
    const row: Record<string, unknown> = {};
    for (let column = 0; column < names.length; column++) row[names[column]!] = values[column];
    return row;
  });
}

/** A result as TypeORM's runner gives it: of what changes rows it says how many. */
export function typeormsOf({ command, rows, rowCount }: pg.QueryResult): QueryResult {
  const raw = command === 'UPDATE' || command === 'DELETE' ? [rows, rowCount] : rows;
  return Object.assign(new QueryResult(), { raw, records: rows, affected: rowCount });
}

/** What a row is said to be: no key of it is a column's name. */
export type Keyed<Row> = {
  readonly [Key in keyof Row]: Key extends `${string}_${string}` ? never : Row[Key];
};
