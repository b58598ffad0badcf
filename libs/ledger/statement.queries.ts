import { isCivilDate, Parameters, Temporal, type Tx, type Unit } from '#platform';
import { refusals } from './refusals.js';

export interface StatementRequest {
  /** First and last day that entries count for. */
  readonly from?: Temporal.PlainDate;
  readonly to?: Temporal.PlainDate;
  /** Only entries with one of these transfer codes; the running balance still counts all. */
  readonly codes?: readonly string[];
  /** Where the page before this one ended: its `next`. */
  readonly after?: string;
  /** 50 unless given. */
  readonly limit?: number;
}

/** One entry in plain words: what, for whom, because of what. Amounts in minor units; `amount` below zero went out. */
export interface StatementEntry {
  readonly transferId: string;
  readonly kind: 'post' | 'settle' | 'reverse';
  readonly countsOn: Temporal.PlainDate;
  readonly recordedAt: Temporal.Instant;
  readonly code: string;
  readonly description: string | null;
  readonly reference: { readonly type: string; readonly id: string };
  readonly counterparty: {
    readonly accountId: string;
    readonly ownerId: string | null;
    /** Its name, where it is another than the account's own. */
    readonly owner: string | null;
    readonly code: string;
    readonly name: string;
  };
  readonly amount: bigint;
  readonly balance: bigint;
}

export interface Statement {
  readonly account: {
    readonly id: string;
    readonly ownerId: string | null;
    readonly unit: Unit;
    readonly code: string;
    readonly name: string;
  };
  /** Balance before the first day, and at the end of the last. */
  readonly opening: bigint;
  readonly closing: bigint;
  /** What of the closing balance counts only after today. */
  readonly later: bigint;
  readonly entries: readonly StatementEntry[];
  /** Give it as `after` for the next page; null at the end. */
  readonly next: string | null;
}

interface Row {
  transferId: string;
  seq: bigint;
  kind: StatementEntry['kind'];
  countsOn: string;
  recordedAt: Date;
  code: string;
  description: string | null;
  referenceType: string;
  referenceId: string;
  counterId: string;
  amount: bigint;
  counterOwnerId: string | null;
  counterOwner: string | null;
  counterCode: string | null;
  counterName: string | null;
}

/** Both sides of an account's entries that moved something, over the two covering indexes. */
const entries = (where: string, order = '') => `
  SELECT * FROM (
    (SELECT t.*, -t.posted AS amount, t.credit_id AS counter_id FROM ledger.transfer t
     WHERE t.operator_id = $1 AND t.debit_id = $2 AND t.posted > 0 ${where} ${order})
    UNION ALL
    (SELECT t.*, t.posted, t.debit_id FROM ledger.transfer t
     WHERE t.operator_id = $1 AND t.credit_id = $2 AND t.posted > 0 ${where} ${order})) both_sides`;

export async function statement(tx: Tx, account: string, request: StatementRequest): Promise<Statement> {
  const { from, to } = request;
  if (from && to && Temporal.PlainDate.compare(from, to) > 0) throw refusals.dates();
  const [row] = await tx.query<{
    ownerId: string | null;
    unit: Unit;
    code: string;
    name: string;
    posted: bigint;
    sinceFirst: bigint;
    afterLast: bigint;
    later: bigint;
  }>(
    // Counted back from today's balance: what is asked for is mostly recent, however long the account has been open.
    `SELECT b.owner_id, u.words AS unit, b.code, b.name, posted,
            CASE WHEN $3::date IS NULL THEN posted ELSE (SELECT coalesce(sum(amount), 0)::bigint FROM (${entries('AND t.counts_on >= $3')}) e) END AS since_first,
            CASE WHEN $4::date IS NULL THEN 0 ELSE (SELECT coalesce(sum(amount), 0)::bigint FROM (${entries('AND t.counts_on > $4')}) e) END AS after_last,
            (SELECT coalesce(sum(amount), 0)::bigint FROM (${entries("AND t.counts_on > $5 AND t.counts_on <= coalesce($4::date, 'infinity')")}) e) AS later
       FROM ledger.balance b JOIN operating_model.units u ON u.operator_id = b.operator_id AND u.code = b.unit
      WHERE b.operator_id = $1 AND b.account_id = $2`,
    [tx.operatorId, account, from?.toString() ?? null, to?.toString() ?? null, tx.today.toString()],
  );
  if (!row) throw refusals.unknownAccount({ account });
  const [opening, closing] = [row.posted - row.sinceFirst, row.posted - row.afterLast];

  const limit = request.limit ?? 50;
  const cursor = request.after ? readCursor(request.after) : { countsOn: null, seq: null, balance: opening };
  const { values, name, and, page: first } = new Parameters(tx.operatorId, account);
  const most = first({ limit: limit + 1 });
  const asked =
    and('t.counts_on >= ?', from?.toString()) +
    and('t.counts_on <= ?', to?.toString()) +
    (cursor.countsOn
      ? ` AND (t.counts_on, t.seq) > (${name(cursor.countsOn)}, ${name(cursor.seq)}::bigint)`
      : '');
  const rows = await tx.query<Row>(
    `SELECT e.*, c.owner_id AS counter_owner_id, o.name AS counter_owner, c.code AS counter_code, c.name AS counter_name
     FROM (${entries(asked, `ORDER BY t.counts_on, t.seq ${most}`)}) e
     LEFT JOIN LATERAL ledger.counterparties(ARRAY[e.counter_id]) c ON true
     LEFT JOIN directory.organisations o ON o.organisation_id = c.owner_id
     ORDER BY e.counts_on, e.seq ${most}`,
    values,
  );

  let balance = cursor.balance;
  const page = rows.slice(0, limit).map((entry) => ({ entry, balance: (balance += entry.amount) }));
  const last = page.at(-1);
  return {
    account: { id: account, ownerId: row.ownerId, unit: row.unit, code: row.code, name: row.name },
    opening,
    closing,
    later: row.later,
    entries: page
      .filter(({ entry }) => !request.codes || request.codes.includes(entry.code))
      .map(({ entry, balance: after }) => toEntry(entry, after, row.ownerId)),
    next: rows.length > limit ? `${last!.entry.countsOn}_${last!.entry.seq}_${last!.balance}` : null,
  };
}

function readCursor(cursor: string): { countsOn: string; seq: string; balance: bigint } {
  const match = /^(\d{4}-\d\d-\d\d)_(\d{1,18})_(-?\d{1,18})$/.exec(cursor);
  if (!match || !isCivilDate(match[1])) throw refusals.badCursor();
  return { countsOn: match[1]!, seq: match[2]!, balance: BigInt(match[3]!) };
}

const toEntry = (row: Row, balance: bigint, own: string | null): StatementEntry => ({
  transferId: row.transferId,
  kind: row.kind,
  countsOn: Temporal.PlainDate.from(row.countsOn),
  recordedAt: Temporal.Instant.fromEpochMilliseconds(row.recordedAt.getTime()),
  code: row.code,
  description: row.description,
  reference: { type: row.referenceType, id: row.referenceId },
  counterparty: {
    accountId: row.counterId,
    ownerId: row.counterOwnerId,
    owner: row.counterOwnerId === own ? null : row.counterOwner,
    code: row.counterCode ?? '',
    name: row.counterName ?? '',
  },
  amount: row.amount,
  balance,
});
