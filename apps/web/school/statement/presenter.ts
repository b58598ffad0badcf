import { heldOf } from '#entitlements';
import { balanceAtTheEnd, startsAfter, type Pool, type Statement, type StatementEntry } from '#ledger';
import { CREDIT, DAY, isProgramUnit, PLACE } from '#operating-model';
import { decimal, quantity, shortDate, type Temporal, type Unit } from '#platform';
import type { FormState } from '../../kit/form.js';
import { page } from '../../kit/page.js';
import { listDate, moreLater } from '../../kit/words.js';
import { paths } from '../../paths.js';

/** What has a statement: its page's name in the address, and what stands there before anything was granted. */
export interface Stated {
  readonly name: string;
  readonly unit: Unit;
  readonly title: string;
  readonly empty: string;
}
const known: readonly Stated[] = [
  {
    ...{ name: 'credits', unit: CREDIT, title: 'Your credits' },
    empty:
      'Credits come with a plan, and by supporting other schools. Each grant and each use will appear here.',
  },
  {
    ...{ name: 'days', unit: DAY, title: 'Your days' },
    empty:
      'Days of your School Improvement Partner come with a plan. Each day granted and each visit will appear here.',
  },
  {
    ...{ name: 'places', unit: PLACE, title: 'Your free places' },
    empty: 'Free places come with a plan. Each will appear here with the course it paid for.',
  },
];
/** With a unit of the operator's own its page has the name of that. */
export const statedAs = (name: string): string => known.find((one) => one.name === name)?.unit.code ?? name;

/** Every statement that a school has: of days, credits and places, and of each other unit that it was granted. */
export const statements = (pools: readonly Pool[]): Stated[] => [
  ...known,
  ...pools
    .filter(({ unit }) => !isProgramUnit(unit.code))
    .map(({ unit }) => ({ name: unit.code, unit, title: unit.label, empty: '' })),
];

export interface StatementFacts {
  readonly stated: Stated;
  /** Null before anything was ever granted. */
  readonly statement: Statement | null;
  /** All that the school has. */
  readonly pools: readonly Pool[];
  /** The fewest that a school gives another at a time; null where the operator lets none be given. */
  readonly leastGiven: bigint | null;
  readonly today: Temporal.PlainDate;
}

/** What happened, in words: what the transfer says of itself, and the other school when there is one. */
export function entryWords(entry: StatementEntry): string {
  const other = entry.counterparty.owner;
  const what = entry.description ?? codeWords[entry.code] ?? entry.code;
  const undone = entry.kind === 'reverse' ? `Corrected: ${what}` : what;
  return other ? `${undone}: credits ${entry.amount > 0n ? 'from' : 'to'} ${other}` : undone;
}
const codeWords: Record<string, string> = {
  grant: 'Granted',
  book: 'Booked',
  expire: 'Expired without being used',
  support: 'Support between schools',
  give: 'Given',
};

const signed = (amount: bigint, unit: Unit): string => `${amount > 0n ? '+' : ''}${decimal(amount, unit)}`;

export function presentStatement(
  { stated: { name, unit, title, empty }, statement, pools, leastGiven, today }: StatementFacts,
  form: FormState,
) {
  const pool = pools.find((one) => one.unit.code === unit.code) ?? { lots: [], granted: 0n };
  const { lots } = pool;
  const held = heldOf(unit, pool, today);
  // In place of days that cannot be asked for the whole is shown, from its start.
  const asked = form.errorList.length ? {} : form.values;
  const query = (after: string) =>
    `?${new URLSearchParams({ from: String(asked.from ?? ''), to: String(asked.to ?? ''), after })}`;
  const booked = lots.reduce((sum, lot) => sum + lot.held, 0n);
  return page(
    'school/statement/page.njk',
    title,
    {
      giveHref:
        unit.code === CREDIT.code && leastGiven !== null && held.available >= leastGiven
          ? paths.gifts.new
          : null,
      empty,
      column: unit.label,
      tabs: statements(pools).map((one) => ({
        text: one.title,
        href: paths.statement.show(one.name),
        active: one.name === name,
      })),
      now: quantity(held.available, unit),
      later: moreLater(held),
      booked:
        booked > 0n
          ? `Booked besides: ${quantity(booked, unit)}. What is booked leaves when it is delivered.`
          : null,
      first: !asked.after,
      opening: statement && decimal(statement.opening, unit),
      closing: statement && decimal(statement.closing, unit),
      closes: statement && balanceAtTheEnd(statement),
      entries: (statement?.entries ?? []).map((entry) => ({
        when: listDate(entry.countsOn),
        what: entryWords(entry),
        amount: signed(entry.amount, unit),
        balance: decimal(entry.balance, unit),
      })),
      nextHref: statement?.next ? paths.statement.show(name) + query(statement.next) : null,
      downloadHref: paths.statement.download(name) + query(''),
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
