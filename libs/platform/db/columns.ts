import { DefaultNamingStrategy, type ColumnOptions, type ValueTransformer } from 'typeorm';
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

/** `heldOn` of an entity is the column `held_on`, as a row of `tx.query` has it. */
export class ColumnNames extends DefaultNamingStrategy {
  override columnName(property: string, given: string | undefined): string {
    return given ?? property.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  }
}

/** A civil date, `Temporal.PlainDate` in code; where SQL reads the same rows for pages it is text, a plain `@Column('date')`. */
export const dateColumn = (options: ColumnOptions = {}): ColumnOptions => ({
  type: 'date',
  transformer: plainDate,
  ...options,
});
/** A moment, `Temporal.Instant` in code. */
export const instantColumn = (options: ColumnOptions = {}): ColumnOptions => ({
  type: 'timestamptz',
  transformer: instant,
  ...options,
});
