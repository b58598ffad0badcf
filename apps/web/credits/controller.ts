import { Controller, Get } from '@nestjs/common';
import { CurrentActor, Roles } from '#identity';
import { Credits } from '#insight';
import { Database, type Actor } from '#platform';
import { paths } from '../paths.js';
import { presentCredits } from './presenter.js';

/** The operator's credit bank: what is in issue, who has it. */
@Controller(paths.credits)
@Roles('administrator', 'broker', 'finance')
export class CreditsController {
  constructor(
    private readonly db: Database,
    private readonly credits: Credits,
  ) {}

  @Get()
  show(@CurrentActor() actor: Actor) {
    return this.db.tx(actor, async (tx) => presentCredits(await this.credits.totals(tx)));
  }
}
