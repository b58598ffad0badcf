import { Injectable } from '@nestjs/common';
import type { Tx } from '#platform';
import {
  figures,
  renewalProblems,
  stuck,
  toCall,
  type Figures,
  type RenewalProblem,
  type Stuck,
  type ToCall,
} from './season.queries.js';

/** The buying season, for the operator's staff: who signed, what it brings, whom to ring up. */
@Injectable()
export class Season {
  /**
   * Schools signed of all today, as a whole, by authority, phase and size; schools and yearly income of each plan; what is signed for
   * the terms of today and for the next, and what happens to the agreements of today; and the first schools to call, as `toCall`.
   */
  figures(tx: Tx, { calls = 0 } = {}): Promise<Figures & { readonly toCall: readonly ToCall[] }> {
    return figures(tx, calls);
  }

  /** What of agreements waits for a person, the oldest of each kind. */
  stuck(tx: Tx): Promise<Stuck> {
    return stuck(tx);
  }

  /** The longest ended first. */
  renewalProblems(tx: Tx, { limit = 1, offset = 0 } = {}): Promise<RenewalProblem[]> {
    return renewalProblems(tx, limit, offset);
  }

  /** Schools without an agreement, or leaving, the most urgent first. */
  toCall(tx: Tx, { limit = 25, offset = 0 } = {}): Promise<ToCall[]> {
    return toCall(tx, limit, offset);
  }
}
