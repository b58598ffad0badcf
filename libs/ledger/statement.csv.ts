import { stringify } from 'csv-stringify';
import { decimal, type Tx } from '#platform';
import type { Ledger } from './ledger.js';
import type { Statement, StatementEntry, StatementRequest } from './statement.queries.js';

/** What its closing balance is called, on the page and in the file. */
export const balanceAtTheEnd = ({ account, later }: Pick<Statement, 'account' | 'later'>): string =>
  `Balance at the end${later > 0n ? `, ${decimal(later, account.unit)} of it only after today` : ''}`;

/** A whole statement as CSV, page by page: opening balance, entries in words, closing balance. Amounts in whole units, like 2.50. */
export async function* statementCsv(
  tx: Tx,
  ledger: Ledger,
  account: string,
  words: (entry: StatementEntry) => string,
  request: Omit<StatementRequest, 'after' | 'limit'> = {},
): AsyncGenerator<string> {
  const csv = stringify({ escape_formulas: true, record_delimiter: 'windows' });
  csv.setEncoding('utf8');
  const line = (...fields: string[]): string => {
    csv.write(fields);
    return (csv.read() as string | null) ?? '';
  };
  yield line('Date', 'What', 'Other school', 'Code', 'Reference', 'In', 'Out', 'Balance');
  let after: string | undefined;
  for (let page = 0; ; page++) {
    const statement = await ledger.statement(tx, account, {
      ...request,
      limit: 500,
      ...(after && { after }),
    });
    const show = (amount: bigint) => decimal(amount, statement.account.unit).replace('−', '-');
    if (page === 0)
      yield line(
        request.from?.toString() ?? '',
        'Balance at the start',
        '',
        '',
        '',
        '',
        '',
        show(statement.opening),
      );
    for (const entry of statement.entries) {
      yield line(
        entry.countsOn.toString(),
        words(entry),
        entry.counterparty.owner ?? '',
        entry.code,
        `${entry.reference.type} ${entry.reference.id}`,
        entry.amount > 0n ? show(entry.amount) : '',
        entry.amount < 0n ? show(-entry.amount) : '',
        show(entry.balance),
      );
    }
    if (statement.next === null) {
      yield line(
        request.to?.toString() ?? '',
        balanceAtTheEnd(statement),
        '',
        '',
        '',
        '',
        '',
        show(statement.closing),
      );
      return;
    }
    after = statement.next;
  }
}
