import { pounds } from '#platform';

/** Pence. `available` is earmarked and not yet promised. */
export interface Money {
  readonly total: bigint;
  readonly left: bigint;
  readonly available: bigint;
  readonly committed: bigint;
  readonly spent: bigint;
  /** Left when it ended. */
  readonly unspent: bigint;
}

const share = (part: bigint, total: bigint): number => (total > 0n ? Number((part * 1000n) / total) : 0);

/** What a bar of a fund, or of a wallet, shows: where its money is, in thousandths of its width. */
export function bar({ total, left, available, committed, spent, unspent }: Money) {
  const widths = [share(spent, total), share(committed, total), share(available, total)] as const;
  return {
    description: `${pounds(spent)} spent, ${pounds(committed)} committed, ${unspent > 0n ? `${pounds(unspent)} not spent when it ended` : `${pounds(available)} earmarked and free, ${pounds(left)} left`} of ${pounds(total)}`,
    parts: [
      { name: 'spent', x: 0, width: widths[0] },
      { name: 'committed', x: widths[0], width: widths[1] },
      { name: 'available', x: widths[0] + widths[1], width: widths[2] },
    ],
    legend: [
      { name: 'spent', text: 'Spent' },
      { name: 'committed', text: 'Committed: ordered, not yet delivered' },
      ...(unspent > 0n
        ? [{ name: 'left', text: 'Not spent when it ended' }]
        : [
            { name: 'available', text: 'Free for schools to spend' },
            { name: 'left', text: 'Not earmarked' },
          ]),
    ],
  };
}
