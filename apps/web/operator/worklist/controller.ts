import { Controller, Get, Query } from '@nestjs/common';
import { CurrentActor, Roles } from '#identity';
import { Worklist, type DocumentFilter } from '#insight';
import { Database, type Actor } from '#platform';
import { pageNumber, sliceAndOne } from '../../kit/page-number.js';
import { paths } from '../../paths.js';
import { presentWorklist } from './presenter.js';

type WorklistQuery = Readonly<Record<'rail' | 'due' | 'month' | 'text', string | undefined>>;

/** The finance officer's documents. What an address asks for and we do not know is left out. */
@Controller(paths.worklist)
@Roles('finance', 'administrator')
export class WorklistController {
  constructor(
    private readonly db: Database,
    private readonly worklist: Worklist,
  ) {}

  @Get()
  show(
    @CurrentActor() actor: Actor,
    @Query('rail') rail?: string,
    @Query('due') due?: string,
    @Query('month') month?: string,
    @Query('text') text?: string,
    @Query('page') page?: string,
  ) {
    const filter = filterOf({ rail, due, month, text });
    const number = pageNumber(page);
    return this.db.tx(actor, async (tx) =>
      presentWorklist({
        filter,
        documents: await this.worklist.documents(tx, filter, sliceAndOne(number)),
        totals: await this.worklist.totals(tx, filter),
        months: await this.worklist.months(tx),
        today: tx.today,
        number,
      }),
    );
  }
}

const oneOf = <Value extends string>(text: string | undefined, ...values: Value[]): Value | undefined =>
  values.find((value) => value === text);

const filterOf = ({ rail, due, month, text }: WorklistQuery): DocumentFilter => ({
  rail: oneOf(rail, 'invoice', 'journal'),
  due: oneOf(due, 'overdue', 'not-yet'),
  month: /^\d{4}-(0[1-9]|1[0-2])$/.test(month ?? '') ? month : undefined,
  text: text?.slice(0, 80) || undefined,
});
