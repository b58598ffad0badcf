import { Refusal } from '#platform';

/**
 * What an import may change in ways that a newer register seldom does. More than `seldom` of a kind, and more than its
 * per cent, is refused whole until whoever runs the import confirms the number (`--accept closures=120`).
 */
export const registerSettings = {
  /** A small register changes by whole schools: so many of a kind pass, whatever their share. */
  seldom: 10,
  percent: {
    /** Open schools that the file closes, or says are not open yet; closed ones that it opens. */
    closures: 1,
    reopenings: 1,
    /** Schools held that the file lacks: the register keeps its closed schools. */
    absent: 0.2,
    /** Schools that lose their type or come under another funding. */
    types: 0.5,
    /** Rows that cannot be read. */
    rejected: 0.5,
    /** Of each column: values left blank; numbers doubled or halved; other values changed. */
    blank: 2,
    jump: 5,
    changed: 10,
  },
};

/** Columns of numbers, and columns that hardly change from one register to the next. */
export const numberColumns = ['capacity', 'roll', 'easting', 'northing'] as const;
export const steadyColumns = [
  'name',
  'la_code',
  'la_name',
  'trust_uid',
  'establishment_number',
  'phase',
  'opened_on',
  'gender',
  'street',
  'town',
  'postcode',
] as const;

/** One kind of change: how many, of how many, and both in words. `seldom: false`: not even one passes. */
export interface Change {
  readonly kind: string;
  readonly count: number;
  readonly of: number;
  readonly said: string;
  readonly percent: number;
  readonly seldom?: false;
}

const number = (count: number): string => count.toLocaleString('en-GB');
const { percent } = registerSettings;

export const change = {
  closures: (count: number, of: number): Change => ({
    ...{ kind: 'closures', count, of, percent: percent.closures },
    said: `it closes ${number(count)} of the ${number(of)} open schools`,
  }),
  reopenings: (count: number, of: number): Change => ({
    ...{ kind: 'reopenings', count, of, percent: percent.reopenings },
    said: `it opens ${number(count)} of the ${number(of)} closed schools again`,
  }),
  absent: (count: number, of: number): Change => ({
    ...{ kind: 'absent', count, of, percent: percent.absent },
    said: `it lacks ${number(count)} of the ${number(of)} schools already held`,
  }),
  types: (count: number, of: number): Change => ({
    ...{ kind: 'types', count, of, percent: percent.types },
    said: `it takes away or changes the type of ${number(count)} of ${number(of)} schools`,
  }),
  rejected: (count: number, of: number, reason: string): Change => ({
    ...{ kind: 'rejected', count, of, percent: percent.rejected },
    said: `${number(count)} of its ${number(of)} rows cannot be read (most often: ${reason})`,
  }),
  garbled: (count: number, of: number): Change => ({
    ...{ kind: 'garbled', count, of, percent: 0, seldom: false },
    said: `${number(count)} of its names were spoilt by the wrong encoding, like “Ã©” or “?” for “é”`,
  }),
  unended: (count: number): Change => ({
    ...{ kind: 'unended', count, of: 1, percent: 0, seldom: false },
    said: 'its last line has no line break, as when a download stops',
  }),
  blank: (column: string, count: number, of: number): Change => ({
    ...{ kind: `blank-${column}`, count, of, percent: percent.blank },
    said: `it leaves ${words(column)} blank for ${number(count)} of the ${number(of)} schools that had one`,
  }),
  jump: (column: string, count: number, of: number): Change => ({
    ...{ kind: `jump-${column}`, count, of, percent: percent.jump },
    said: `it more than doubles or halves ${words(column)} of ${number(count)} of ${number(of)} schools`,
  }),
  changed: (column: string, count: number, of: number): Change => ({
    ...{ kind: `changed-${column}`, count, of, percent: percent.changed },
    said: `it changes ${words(column)} of ${number(count)} of ${number(of)} schools`,
  }),
};

const words = (column: string): string => `the ${column.replaceAll('_', ' ').replace(/^la\b( code)?/, 'LA')}`;

/** How many of each kind whoever runs the import confirmed, at most. */
export type Accepted = Readonly<Record<string, number>>;

const unlikely = ({ count, of, percent, seldom }: Change): boolean =>
  count > Math.max(seldom === false ? 0 : registerSettings.seldom, Math.floor((of * percent) / 100));

/**
 * Passes changes that are ordinary, or confirmed by number; gives back what was confirmed and needed it. Refuses:
 * `directory.unlikely-changes`, with every kind and its count in one sentence.
 */
export function requireLikely(file: string, changes: readonly Change[], accepted: Accepted): Accepted {
  const found = changes.filter(unlikely);
  const refused = found.filter(({ kind, count }) => count > (accepted[kind] ?? 0));
  if (!refused.length) return Object.fromEntries(found.map(({ kind, count }) => [kind, count]));
  throw new Refusal(
    'directory.unlikely-changes',
    `${file} changes what a newer register seldom does: ${refused.map(({ said }) => said).join('; ')}. Nothing was imported. ` +
      `If that is right, import it again with ${found.map(({ kind, count }) => `--accept ${kind}=${count}`).join(' ')}.`,
    'invalid',
    Object.fromEntries(refused.map(({ kind, count }) => [kind, count])),
  );
}

/** Every kind that may be confirmed. */
export const changeKinds = (columns: readonly string[]): readonly string[] => [
  ...['closures', 'reopenings', 'absent', 'types', 'rejected', 'garbled', 'unended'],
  ...columns.map((column) => `blank-${column}`),
  ...numberColumns.map((column) => `jump-${column}`),
  ...steadyColumns.map((column) => `changed-${column}`),
];

/** Refuses `directory.unknown-change` for a kind that is none: a slip would confirm nothing. */
export function requireKnown(accepted: Accepted, columns: readonly string[]): void {
  const kinds = changeKinds(columns);
  for (const kind of Object.keys(accepted))
    if (!kinds.includes(kind))
      throw new Refusal(
        'directory.unknown-change',
        `There is no kind of change called ${kind}. There are: ${kinds.join(', ')}.`,
        'invalid',
      );
}
