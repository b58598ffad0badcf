/**
 * What a statement is given, named in the order in which it is asked for. A condition that nobody asks for is left out, in place of
 * `($2 IS NULL OR school_id = $2)`, with which no plan that is kept can use a key.
 */
export class Parameters {
  readonly values: unknown[];
  constructor(...values: unknown[]) {
    this.values = values;
  }
  name = (value: unknown): string => `$${this.values.push(value)}`;
  /** ` AND (la_id = $2)`, if a value is asked for; `?` stands for it. */
  and = (condition: string, value: unknown): string => {
    if (value === undefined || value === null) return '';
    const parts = condition.split('?');
    return ` AND (${parts.length > 1 ? parts.join(this.name(value)) : condition})`;
  };
  /** Limits stand in the text: for one that is a parameter PostgreSQL makes a plan anew each time. */
  page = ({ limit, offset }: { readonly limit?: number; readonly offset?: number }): string =>
    `${limit === undefined ? '' : ` LIMIT ${Math.trunc(limit)}`}${offset ? ` OFFSET ${this.name(offset)}` : ''}`;
}
