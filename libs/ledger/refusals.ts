import { Refusal, sqlState, type RefusalKind } from '#platform';

type Facts = Readonly<Record<string, string | number>>;
const refusal =
  (code: string, message: string, kind: RefusalKind = 'conflict') =>
  (facts: Facts = {}): Refusal =>
    new Refusal(`ledger.${code}`, message, kind, facts);

/** Every "no" of the ledger. Nothing has been written when one is thrown. */
export const refusals = {
  unknownAccount: refusal('unknown-account', 'There is no such account.', 'not-found'),
  unknownUnit: refusal('unknown-unit', 'Nothing is counted in that unit here.', 'invalid'),
  wrongUnit: refusal('wrong-unit', 'These two accounts do not hold the same thing.', 'invalid'),
  amount: refusal('amount', 'An amount must be more than nothing, and at most 10,000,000,000.', 'invalid'),
  sameAccount: refusal('same-account', 'An account cannot pay itself.', 'invalid'),
  closed: refusal('closed', 'This account is closed.'),
  periodClosed: refusal('period-closed', 'The books are not open for that date.'),
  idReused: refusal('id-reused', 'This was already asked for with other details.'),
  insufficient: refusal('insufficient', 'There is not enough left for this.'),
  overCeiling: refusal('over-ceiling', 'This is more than there is room for.'),
  restricted: refusal('restricted', 'What is left may not be used for this purpose.'),
  unknownHold: refusal('unknown-hold', 'Nothing is held under this reference.', 'not-found'),
  notHeld: refusal('not-held', 'This was settled or released already.'),
  moreThanHeld: refusal('more-than-held', 'This is more than was held.'),
  holdExpired: refusal('hold-expired', 'This was held until a time that has passed.'),
  unknownTransfer: refusal('unknown-transfer', 'There is no such transfer.', 'not-found'),
  notReversible: refusal('not-reversible', 'Only what was posted can be reversed.'),
  reversed: refusal('reversed', 'This was reversed already.'),
  noLots: refusal('no-lots', 'This account does not keep lots.', 'invalid'),
  notEmpty: refusal('not-empty', 'An account that holds or owes something cannot be closed.'),
  periodOpen: refusal(
    'period-open',
    'Books are closed up to a day that has passed, and never opened again.',
    'invalid',
  ),
  dates: refusal('dates', 'The last day cannot be before the first.', 'invalid'),
  badCursor: refusal(
    'bad-cursor',
    'This page of the statement cannot be found; start again from its first page.',
    'invalid',
  ),
  badId: refusal('bad-id', 'A transfer needs an id of its own.', 'invalid'),
  groupSize: (most: number) =>
    refusal('group-size', `At most ${most} transfers go in one group.`, 'invalid')({ most }),
};

/** The SQLSTATEs of `ledger.refuse` in the SQL. */
const bySqlState: Readonly<Record<string, (facts: Facts) => Refusal>> = {
  LG001: refusals.unknownAccount,
  LG002: refusals.wrongUnit,
  LG004: refusals.sameAccount,
  LG005: refusals.closed,
  LG006: refusals.periodClosed,
  LG007: refusals.idReused,
  LG008: refusals.insufficient,
  LG010: refusals.restricted,
  LG011: refusals.unknownHold,
  LG012: refusals.notHeld,
  LG013: refusals.moreThanHeld,
  LG014: refusals.holdExpired,
  LG015: refusals.unknownTransfer,
  LG016: refusals.notReversible,
  LG017: refusals.reversed,
  LG018: refusals.noLots,
  LG019: refusals.notEmpty,
};

/** The rules that the accounts' own rows hold. */
const byConstraint: Readonly<Record<string, () => Refusal>> = {
  account_floor: refusals.insufficient,
  account_ceiling: refusals.overCeiling,
  account_unit: refusals.unknownUnit,
};

/** Runs one call of a ledger function, and gives the database's "no" its sentence. */
export async function refusing<Result>(call: Promise<Result>): Promise<Result> {
  try {
    return await call;
  } catch (error) {
    const state = sqlState(error);
    const { detail, constraint } = error as { detail?: string; constraint?: string };
    if (bySqlState[state]) throw bySqlState[state](JSON.parse(detail ?? '{}') as Facts);
    if ((state === '23514' || state === '23503') && byConstraint[constraint ?? ''])
      throw byConstraint[constraint!]!();
    // Two transactions raced with one id, or to reverse one thing: the second runs again and finds the first.
    if (state === '23505' && (constraint === 'transfer_pkey' || constraint === 'transfer_reversed_once')) {
      throw Object.assign(new Error('Raced with the same transfer', { cause: error }), { code: '40001' });
    }
    throw error;
  }
}
