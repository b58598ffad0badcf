import { Injectable } from '@nestjs/common';
import { Brokerage, Credits, RegisterChanges, Season } from '#insight';
import { Books } from '#ledger';
import { Database, type Actor } from '#platform';
import { figure } from '../kit/figure.js';
import { presentOperatorHome, takeUpFigure } from './presenter.js';

/** What the operator's staff see first. */
@Injectable()
export class OperatorHome {
  constructor(
    private readonly db: Database,
    private readonly season: Season,
    private readonly brokerage: Brokerage,
    private readonly credits: Credits,
    private readonly books: Books,
    private readonly register: RegisterChanges,
  ) {}

  async show(actor: Actor, operatorName: string) {
    const facts = await this.db.tx(actor, async (tx) => ({
      operatorName,
      today: tx.today,
      takeUp: await this.season.takeUp(tx),
      plans: await this.season.plans(tx),
      income: await this.season.income(tx),
      waiting: await this.season.waiting(tx),
      problems: await this.season.renewalProblems(tx),
      toCall: await this.season.toCall(tx, { limit: 8 }),
      board: await this.brokerage.board(tx, { stages: ['new'] }),
      credits: await this.credits.totals(tx),
      books: await this.books.lastVerification(tx),
      newSchools: (await this.register.newSchools(tx, { limit: 1 })).total,
      closedSchools: (await this.register.closedSchools(tx, { limit: 1 })).total,
    }));
    return presentOperatorHome(facts, await figure(takeUpFigure(facts.takeUp)));
  }
}
