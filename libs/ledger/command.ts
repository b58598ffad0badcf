import { hash } from 'node:crypto';
import { derivedId, isId, type Temporal, type Tx } from '#platform';
import { refusals } from './refusals.js';

interface Common {
  /** The caller's own id for it: the same id with the same input is a replay, and answers as it did the first time. */
  readonly id: string;
  /** The day it counts for; today unless given. */
  readonly countsOn?: Temporal.PlainDate;
  /** Plain words for the statement: `Visit by Ann Lee, 3 March`. */
  readonly description?: string;
}

/** Moves `amount` (minor units) from `debit` to `credit`, or promises to. */
export interface Movement extends Common {
  readonly debit: string;
  readonly credit: string;
  readonly amount: bigint;
  /** The transfer's own code: `grant`, `book`, `expire`. */
  readonly code: string;
  /** The day that what is paid for happens: `debit`'s lots must be valid on it. The day it counts for unless given. */
  readonly usedOn?: Temporal.PlainDate;
  /** What is paid for; a restricted account or lot pays only for its purposes. */
  readonly purpose?: string;
  readonly reference: { readonly type: string; readonly id: string };
  /** The terms of the lot this makes, when `credit` keeps lots. */
  readonly lot?: LotTerms;
  /** Takes from this lot of `debit` and no other, whatever its terms: expiry, a gift. */
  readonly fromLot?: string;
}

export interface LotTerms {
  /** The first day it may be spent on; any unless given. */
  readonly validFrom?: Temporal.PlainDate;
  /** The last day it may be spent on. */
  readonly expiresOn?: Temporal.PlainDate;
  /** Lower is spent first; 0 unless given. */
  readonly priority?: number;
  readonly restriction?: readonly string[];
}

export type Post = Movement;
export interface Hold extends Movement {
  /** When it lapses by itself. */
  readonly expiresAt?: Temporal.Instant;
}
interface Finish extends Common {
  readonly hold: string;
  /** Nothing moves, and nothing is answered, where the hold ended by itself; else that is refused. */
  readonly unlessLapsed?: boolean;
}
export interface Settle extends Finish {
  /** The rest of the hold unless given. */
  readonly amount?: bigint;
  /** What becomes of the rest; released unless kept. */
  readonly remainder?: 'release' | 'keep';
  /** What comes in, where it is in lots, is one of its own with this last day; unless said it is of the hold's. */
  readonly lot?: Pick<LotTerms, 'expiresOn'>;
}
export type Release = Finish;
export interface Reverse extends Common {
  /** The posted transfer to undo. */
  readonly of: string;
}

export type Command =
  | ({ readonly kind: 'post' } & Post)
  | ({ readonly kind: 'hold' } & Hold)
  | ({ readonly kind: 'settle' } & Settle)
  | ({ readonly kind: 'release' | 'lapse' } & Release)
  | ({ readonly kind: 'reverse' } & Reverse);

/** Ends a hold that may have ended by itself meanwhile: it is the same command, so it ends once. */
export const lapse = (hold: string): Command => ({ kind: 'lapse', id: derivedId(hold, 'lapsed'), hold });

/** The largest amount of one transfer, in minor units: ten thousand million pounds. */
export const largestAmount = 1_000_000_000_000n;
/** The most commands one group may have. */
export const largestGroup = 10_000;

/** The group as the database takes it: JSON of `ledger.command`. Refuses what can be seen without looking anything up. */
export function encode(tx: Pick<Tx, 'today'>, commands: readonly Command[]): string {
  if (commands.length > largestGroup) throw refusals.groupSize(largestGroup);
  const ids = new Set<string>();
  return JSON.stringify(
    commands.map((command, n) => {
      check(command);
      if (ids.has(command.id)) throw refusals.idReused({ id: command.id });
      ids.add(command.id);
      const input = wire(command);
      return {
        ...input,
        n: n + 1,
        hash: hash('sha256', JSON.stringify(input)),
        counts_on: input.counts_on ?? tx.today,
      };
    }),
  );
}

function check(command: Command): void {
  const { id } = command;
  if (!isId(id)) throw refusals.badId({ id });
  if (
    'amount' in command &&
    command.amount !== undefined &&
    (command.amount <= 0n || command.amount > largestAmount)
  ) {
    throw refusals.amount({ id });
  }
  if ('hold' in command && !isId(command.hold)) throw refusals.unknownHold({ id });
  if ('of' in command && !isId(command.of)) throw refusals.unknownTransfer({ id });
  if ('debit' in command && !(isId(command.debit) && isId(command.credit)))
    throw refusals.unknownAccount({ id });
}

/** The columns of `ledger.command`, in one order, so that the same input always has the same hash. */
function wire(command: Command) {
  const common = {
    id: command.id,
    kind: command.kind,
    counts_on: command.countsOn?.toString(),
    description: command.description,
  };
  switch (command.kind) {
    case 'post':
    case 'hold':
      return {
        ...common,
        debit: command.debit,
        credit: command.credit,
        amount: command.amount.toString(),
        code: command.code,
        used_on: command.usedOn?.toString(),
        purpose: command.purpose,
        reference_type: command.reference.type,
        reference_id: command.reference.id,
        from_lot: command.fromLot,
        ...(command.lot && {
          lot: true,
          lot_valid_from: command.lot.validFrom?.toString(),
          lot_expires_on: command.lot.expiresOn?.toString(),
          lot_priority: command.lot.priority,
          lot_restriction: command.lot.restriction,
        }),
        ...(command.kind === 'hold' && { expires_at: command.expiresAt?.toString() }),
      };
    case 'settle':
      return {
        ...common,
        of_id: command.hold,
        amount: command.amount?.toString(),
        keep: command.remainder === 'keep' || undefined,
        unless_lapsed: command.unlessLapsed,
        ...(command.lot && { lot: true, lot_expires_on: command.lot.expiresOn?.toString() }),
      };
    case 'release':
    case 'lapse':
      return { ...common, of_id: command.hold, unless_lapsed: command.unlessLapsed };
    case 'reverse':
      return { ...common, of_id: command.of };
  }
}
