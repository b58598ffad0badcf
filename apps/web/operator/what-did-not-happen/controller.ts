import { Controller, Get, Param, ParseUUIDPipe, Post, Query } from '@nestjs/common';
import { CurrentActor, Roles } from '#identity';
import { UnfinishedWork } from '#insight';
import { Mail } from '#notifications';
import { Database, Failures, type Actor } from '#platform';
import { pageNumber, sliceAndOne } from '../../kit/page-number.js';
import { redirect } from '../../kit/page.js';
import { paths } from '../../paths.js';
import { presentUnfinished } from './presenter.js';

/** What should have happened by itself and did not, why, and a way to have it tried again. */
@Controller()
@Roles('administrator')
export class WhatDidNotHappenController {
  constructor(
    private readonly db: Database,
    private readonly work: UnfinishedWork,
    private readonly failures: Failures,
    private readonly mail: Mail,
  ) {}

  @Get(paths.unfinished.index)
  show(@CurrentActor() actor: Actor, @Query('page') page?: string) {
    const number = pageNumber(page);
    return this.db.tx(actor, async (tx) =>
      presentUnfinished(await this.work.list(tx, sliceAndOne(number)), await this.mail.unsent(tx), number),
    );
  }

  @Post(paths.unfinished.again(':failureId'))
  async tryAgain(@CurrentActor() actor: Actor, @Param('failureId', ParseUUIDPipe) failureId: string) {
    await this.db.tx(actor, (tx) => this.failures.tryAgain(tx, failureId));
    return redirect(paths.unfinished.index, {
      flash: 'It is being tried again, with all that failed for the same reason. Look again in a moment.',
    });
  }
}
