import { availableIn, startsAfter, validOn, type Lot, type Statement, type StatementEntry } from '#ledger';
import { decimal, quantity, shortDate, type Temporal, type Unit } from '#platform';
import type { FormState } from '../../kit/form.js';
import { page } from '../../kit/page.js';
import { listDate } from '../../kit/words.js';
import { paths } from '../../paths.js';

/** The three pools as their pages are called. */
export const pools = { credits: 'CREDIT', days: 'DAY', places: 'PLACE' } as const;
export type Pool = keyof typeof pools;
export const isPool = (name: string): name is Pool => Object.hasOwn(pools, name);

const title: Record<Pool, string> = {
  credits: 'Your credits',
  days: 'Your days',
  places: 'Your free places',
};
const empty: Record<Pool, string> = {
  credits:
    'Credits come with a plan, and by supporting other schools. Each grant and each use will appear here.',
  days: 'Days of your School Improvement Partner come with a plan. Each day granted and each visit will appear here.',
  places: 'Free places come with a plan. Each will appear here with the course it paid for.',
};
const unitWord: Record<Pool, string> = { credits: 'Credits', days: 'Days', places: 'Places' };

export interface StatementFacts {
  readonly pool: Pool;
  /** Null before anything was ever granted. */
  readonly statement: Statement | null;
  readonly lots: readonly Lot[];
  /** Whether this person may give credits away, where the operator's rules allow it at all. */
  readonly mayGive: boolean;
  readonly today: Temporal.PlainDate;
}

/** What happened, in words: what the transfer says of itself, and the other school when there is one. */
export function entryWords(entry: StatementEntry): string {
  const other = entry.counterparty.owner;
  const what = entry.description ?? codeWords[entry.code] ?? entry.code;
  const undone = entry.kind === 'reverse' ? `Corrected: ${what}` : what;
  return other ? `${undone}, ${entry.amount > 0n ? 'from' : 'to'} ${other}` : undone;
}
const codeWords: Record<string, string> = {
  grant: 'Granted',
  book: 'Booked',
  expire: 'Expired without being used',
  support: 'Support between schools',
  give: 'Given',
};

const signed = (amount: bigint, unit: Unit): string => `${amount > 0n ? '+' : ''}${decimal(amount, unit)}`;

export function presentStatement({ pool, statement, lots, mayGive, today }: StatementFacts, form: FormState) {
  const unit = pools[pool];
  const query = (after: string) =>
    `?${new URLSearchParams({ from: String(form.values.from ?? ''), to: String(form.values.to ?? ''), after })}`;
  const usable = lots.filter((lot) => validOn(lot, today));
  const booked = lots.reduce((sum, lot) => sum + lot.held, 0n);
  return page(
    'school/statement/page.njk',
    title[pool],
    {
      giveHref:
        mayGive && pool === 'credits' && usable.some((lot) => lot.available > 0n) ? paths.gifts.new : null,
      empty: empty[pool],
      column: unitWord[pool],
      tabs: (Object.keys(pools) as Pool[]).map((one) => ({
        text: title[one],
        href: paths.statement.show(one),
        active: one === pool,
      })),
      now: quantity(availableIn(usable), unit),
      booked:
        booked > 0n
          ? `${quantity(booked, unit)} of what you have is booked, and leaves when it is delivered.`
          : null,
      opening: statement && decimal(statement.opening, unit),
      closing: statement && decimal(statement.closing, unit),
      entries: (statement?.entries ?? []).map((entry) => ({
        when: listDate(entry.countsOn),
        what: entryWords(entry),
        amount: signed(entry.amount, unit),
        balance: decimal(entry.balance, unit),
      })),
      nextHref: statement?.next ? paths.statement.show(pool) + query(statement.next) : null,
      downloadHref: paths.statement.download(pool) + query(''),
      lots: lots.map((lot) => ({
        left: `${decimal(lot.available, unit)} of ${quantity(lot.granted, unit)}`,
        why: lot.description ?? codeWords[lot.code] ?? lot.code,
        starts: startsAfter(lot, today) ? shortDate(lot.validFrom!) : null,
        expires: lot.expiresOn ? shortDate(lot.expiresOn) : 'Never',
      })),
    },
    { form, back: { href: paths.home } },
  );
}
