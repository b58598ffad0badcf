import { Injectable } from '@nestjs/common';
import { Brokerage, Credits, RegisterChanges, Season } from '#insight';
import { Books } from '#ledger';
import { Database, type Actor } from '#platform';
import { CreditBank } from '#entitlements';
import { figure } from '../../kit/figure.js';
import { presentOperatorHome, takeUpFigure } from './presenter.js';

/** Who may be a correction's second person. */
const correctors: readonly Actor['role'][] = ['administrator', 'finance'];

/** What the operator's staff see first. */
@Injectable()
export class OperatorHome {
  constructor(
    private readonly db: Database,
    private readonly season: Season,
    private readonly brokerage: Brokerage,
    private readonly credits: Credits,
    private readonly books: Books,
    private readonly bank: CreditBank,
    private readonly register: RegisterChanges,
  ) {}

  async show(actor: Actor, operatorName: string) {
    const facts = await this.db.tx(actor, async (tx) => {
      const [figures, stuck, board, credits, corrections, books, changes] = await Promise.all([
        this.season.figures(tx, { calls: 8 }),
        this.season.stuck(tx),
        this.brokerage.board(tx, { stages: ['new'] }),
        this.credits.totals(tx),
        correctors.includes(actor.role) ? this.bank.adjustmentsToDecide(tx) : 0,
        this.books.lastVerification(tx),
        this.register.toDecide(tx),
      ]);
      const { today } = tx;
      return {
        ...{ operatorName, today, board, credits, corrections, books },
        ...{ ...figures, ...stuck, ...changes },
      };
    });
    return presentOperatorHome(facts, await figure(takeUpFigure(facts.takeUp)));
  }
}
