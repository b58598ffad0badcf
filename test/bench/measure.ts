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
