import { isCivilDate, Operators, Refusal, Temporal, type Database, type Operator } from '#platform';

export const operators = (db: Database): Promise<Operator[]> =>
  db.systemTx('the terminal lists operators', (tx) => new Operators().all(tx));

/** Refuses: `platform.not-found`. */
export async function operatorCalled(db: Database, slug: string): Promise<Operator> {
  const found = (await operators(db)).find((one) => one.slug === slug);
  if (!found) throw new Refusal('platform.not-found', `There is no operator called ${slug}.`, 'not-found');
  return found;
}

/** A day as someone types it. Refuses: `platform.date`. */
export function dayOf(date: string): Temporal.PlainDate {
  if (!isCivilDate(date))
    throw new Refusal('platform.date', `${date} is not a date like 2027-04-01.`, 'invalid');
  return Temporal.PlainDate.from(date);
}
