import { Ledger, type Command } from '#ledger';
import { newId, Temporal } from '#platform';
import { clients, columns, fill, openBooks, twin, type Books } from './ledger.books.js';
import { serverSide } from './ledger.server.js';
import { duration, share, sized, type Measure } from './measure.js';
import type { Stage } from './stage.js';

const ledger = new Ledger();
/** Floor and ours by turns, in short slices, so that the machine's moods touch both. */
const slices = share < 1 ? 1 : 10;
const slice = duration / slices;
/** What stands in the large books. */
const before = sized(1_000_000);

/** The ledger's ratios (DESIGN section 14, and reads at a million transfers), on a server with normal durability. */
export async function bench(stage: Stage): Promise<Measure[]> {
  const opened: Books[] = [];
  const open = async (name: string): Promise<Books> => {
    const books = await openBooks(await stage.database(name), name);
    opened.push(books);
    return books;
  };
  try {
    const books = await open('postings');
    await twin(books);
    const measures = [await single(books), await contended(books), await groups(books)];
    measures.push(...(await serverSide(books, slices, slice)));
    const large = await open('large');
    await fill(large, before);
    return [...measures, await balances(books, large), await statements(books, large)];
  } finally {
    for (const books of opened) await books.close();
  }
}

const pick = (list: readonly string[]): string => list[Math.floor(Math.random() * list.length)]!;
const pair = (list: readonly string[]): [debit: string, credit: string] => {
  const debit = pick(list);
  for (;;) {
    const credit = pick(list);
    if (credit !== debit) return [debit, credit];
  }
};

type Work = () => Promise<unknown>;
async function compare(
  floor: Work,
  ours: Work,
  parallel = clients,
): Promise<{ floor: number; ours: number; ratio: number }> {
  const done = { floor: 0, ours: 0 };
  const time = { floor: 0, ours: 0 };
  const run = async (which: 'floor' | 'ours', work: Work, milliseconds: number) => {
    const started = performance.now();
    await Promise.all(
      Array.from({ length: parallel }, async () => {
        while (performance.now() - started < milliseconds) {
          await work();
          done[which]++;
        }
      }),
    );
    time[which] += performance.now() - started;
  };
  await Promise.all(Array.from({ length: parallel * 3 }, floor));
  await Promise.all(Array.from({ length: parallel * 3 }, ours));
  for (let n = 0; n < slices; n++) {
    await run('floor', floor, slice);
    await run('ours', ours, slice);
  }
  const rates = { floor: (done.floor / time.floor) * 1000, ours: (done.ours / time.ours) * 1000 };
  return { ...rates, ratio: rates.ours / rates.floor };
}

const post = (debit: string, credit: string): Command => ({
  kind: 'post',
  id: newId(),
  debit,
  credit,
  amount: 1n,
  code: 'pay',
  reference: { type: 'bench', id: '1' },
});

const answer = 'RETURNING transfer_id, kind, debit_id, credit_id, unit, posted, held, counts_on, recorded_at';

async function single({ db, actor, accounts }: Books): Promise<Measure> {
  const { floor, ours, ratio } = await compare(
    () =>
      db.tx(actor, (tx) => {
        const [debit, credit] = pair(accounts);
        return tx.query(
          `WITH d AS (UPDATE bench.account SET debits_posted = debits_posted + $5, version = version + 1
                      WHERE operator_id = $1 AND account_id = $3 RETURNING owner_id, unit),
                k AS (UPDATE bench.account SET credits_posted = credits_posted + $5, version = version + 1
                      WHERE operator_id = $1 AND account_id = $4 RETURNING owner_id)
           INSERT INTO bench.transfer (${columns})
           SELECT $1, $2, 'post', $3, $4, d.unit, $5, 0, 'pay', 'bench', '1', $6, $7, d.owner_id, k.owner_id, 'job', $8 FROM d, k
           ${answer}`,
          [
            actor.operatorId,
            newId(),
            debit,
            credit,
            1n,
            tx.today.toString(),
            tx.now.toString(),
            Buffer.alloc(32),
          ],
        );
      }),
    () => db.tx(actor, (tx) => ledger.apply(tx, [post(...pair(accounts))])),
  );
  return {
    work: 'one posting, 8 clients',
    floor: 'the same three rows in one hand-written statement, same keys and policies',
    ratio,
    owed: '≥ 0.9',
    met: ratio >= 0.9,
    detail: `${ours.toFixed(0)} a second; floor ${floor.toFixed(0)}`,
  };
}

async function contended({ db, actor, accounts, issue }: Books): Promise<Measure> {
  const one = accounts[0]!;
  const { floor, ours, ratio } = await compare(
    () => db.tx(actor, (tx) => ledger.apply(tx, [post(pick(accounts), issue)])),
    () => db.tx(actor, (tx) => ledger.apply(tx, [post(one, issue)])),
  );
  return {
    work: 'one bounded account, 8 clients at once',
    floor: 'the same postings over 1,000 accounts',
    ratio,
    owed: '≥ 0.4',
    met: ratio >= 0.4,
    detail: `${ours.toFixed(0)} a second; uncontended ${floor.toFixed(0)}`,
  };
}

async function groups({ db, actor, accounts }: Books): Promise<Measure> {
  const size = 1_000;
  const { floor, ours, ratio } = await compare(
    () =>
      db.tx(actor, (tx) => {
        const pairs = Array.from({ length: size }, () => pair(accounts));
        return tx.query(
          `INSERT INTO bench.transfer (${columns})
           SELECT $1, id, 'post', debit, credit, 'GBP', 1, 0, 'pay', 'bench', '1', $5, $6, $7, $7, 'job', $8
           FROM unnest($2::uuid[], $3::uuid[], $4::uuid[]) AS row (id, debit, credit) ${answer}`,
          [
            actor.operatorId,
            pairs.map(() => newId()),
            pairs.map(([debit]) => debit),
            pairs.map(([, credit]) => credit),
            tx.today.toString(),
            tx.now.toString(),
            newId(),
            Buffer.alloc(32),
          ],
        );
      }),
    () =>
      db.tx(actor, (tx) =>
        ledger.apply(
          tx,
          Array.from({ length: size }, () => post(...pair(accounts))),
        ),
      ),
    1, // two clients would wait for each other's accounts, and measure that
  );
  return {
    work: 'postings in groups of 1,000, 1 client',
    floor: 'one INSERT of the transfer rows alone, same keys and policies',
    ratio,
    owed: '≥ 0.6',
    met: ratio >= 0.6,
    detail: `${(ours * size).toFixed(0)} postings a second, over 1,000 accounts; floor ${(floor * size).toFixed(0)}`,
  };
}

/** The same read of small books and of large ones, in two databases of one server. */
async function balances(small: Books, large: Books): Promise<Measure> {
  const read =
    ({ db, actor, accounts }: Books) =>
    () =>
      db.tx(actor, (tx) => ledger.balances(tx, [pick(accounts)]));
  return atSize('balance of one account', await compare(read(small), read(large), 4));
}

async function statements(small: Books, large: Books): Promise<Measure> {
  const request = { from: Temporal.Now.plainDateISO().subtract({ days: 30 }), limit: 50 };
  const read =
    ({ db, actor, accounts }: Books) =>
    () =>
      db.tx(actor, (tx) => ledger.statement(tx, pick(accounts), request));
  // The small books have had the benches above; the large ones get as many this month.
  const { n } = (await small.owner.query<{ n: number }>('SELECT count(*)::int AS n FROM ledger.transfer'))
    .rows[0]!;
  for (let left = n; left > 0; left -= 1_000) {
    const group = Array.from({ length: Math.min(left, 1_000) }, () => post(...pair(large.accounts)));
    await large.db.tx(large.actor, (tx) => ledger.apply(tx, group));
  }
  return atSize('this month’s statement of one account', await compare(read(small), read(large), 4));
}

const atSize = (
  work: string,
  { floor, ours, ratio }: { floor: number; ours: number; ratio: number },
): Measure => ({
  work: `${work}, with ${before.toLocaleString('en-GB')} transfers before it`,
  floor: 'the same read without them',
  ratio,
  owed: '≥ 0.8',
  met: ratio >= 0.8,
  detail: `${ours.toFixed(0)} a second; without ${floor.toFixed(0)}`,
});
