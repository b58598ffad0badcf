/** One line of `npm run bench`: a figure beside its floor, taken in the same run. */
export interface Measure {
  /** What was measured, in a few words. */
  work: string;
  /** What it is compared with. */
  floor: string;
  /** The floor's time over ours (or our rate over the floor's): 1 is as fast as the floor. */
  ratio: number;
  /** What DESIGN section 14 owes, as text: `≥ 0.9`. */
  owed: string;
  met: boolean;
  /** The two figures, and what limits the ratio. */
  detail: string;
}

/** Of what is made for a bench, the share that is made: all of it, or `BENCH_SHARE` to see that the benches run. */
export const share = Number(process.env.BENCH_SHARE ?? 1);
export const sized = (whole: number, least = 1): number => Math.max(least, Math.round(whole * share));
/** So long each side of a comparison is measured in all. */
export const duration = Number(process.env.BENCH_SECONDS ?? 5) * 1000;

/** Why a bench's measures say nothing, if they do. */
export function unsaid(measures: readonly Measure[]): string | undefined {
  if (!measures.length) return 'It measured nothing.';
  const empty = measures.find(
    ({ ratio, detail }) => !Number.isFinite(ratio) || ratio <= 0 || /NaN|Infinity|undefined/.test(detail),
  );
  return empty && `${empty.work}: its ratio is ${empty.ratio} (${empty.detail}).`;
}
