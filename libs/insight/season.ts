import { Injectable } from '@nestjs/common';
import type { Tx } from '#platform';
import {
  income,
  plans,
  renewalProblems,
  takeUp,
  toCall,
  waiting,
  type Income,
  type PlanRow,
  type RenewalProblem,
  type TakeUpRow,
  type ToCall,
  type Waiting,
} from './season.queries.js';

/** The buying season, for the operator's staff: who signed, what it brings, whom to ring up. */
@Injectable()
export class Season {
  /** Schools signed of all today: as a whole, by authority, phase and size. */
  takeUp(tx: Tx): Promise<TakeUpRow[]> {
    return takeUp(tx);
  }

  /** Schools and yearly income of each plan that is in force today. */
  plans(tx: Tx): Promise<PlanRow[]> {
    return plans(tx);
  }

  /** What is signed for the terms of today and for the next, and what happens to the agreements of today. */
  income(tx: Tx): Promise<Income> {
    return income(tx);
  }

  waiting(tx: Tx): Promise<Waiting[]> {
    return waiting(tx);
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
