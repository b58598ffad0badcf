import type { ColumnOptions, ValueTransformer } from 'typeorm';
import { Temporal } from '../temporal.js';

const plainDate: ValueTransformer = {
  from: (text: string | null) => text && Temporal.PlainDate.from(text),
  to: (date: Temporal.PlainDate | null | undefined) =>
    date === undefined ? undefined : (date?.toString() ?? null),
};
const instant: ValueTransformer = {
  from: (date: Date | null) => date && Temporal.Instant.fromEpochMilliseconds(date.getTime()),
  to: (at: Temporal.Instant | null | undefined) => (at === undefined ? undefined : (at?.toString() ?? null)),
};

/** A civil date, `Temporal.PlainDate` in code. */
export const dateColumn = (name: string, options: ColumnOptions = {}): ColumnOptions => ({
  name,
  type: 'date',
  transformer: plainDate,
  ...options,
});
/** A moment, `Temporal.Instant` in code. */
export const instantColumn = (name: string, options: ColumnOptions = {}): ColumnOptions => ({
  name,
  type: 'timestamptz',
  transformer: instant,
  ...options,
});
/** An amount in minor units, `bigint` in code. */
export const amountColumn = (name: string, options: ColumnOptions = {}): ColumnOptions => ({
  name,
  type: 'bigint',
  ...options,
});
