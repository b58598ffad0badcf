import { Controller, Get, Query } from '@nestjs/common';
import { CurrentActor, Roles, staffRoles } from '#identity';
import { Season } from '#insight';
import { Database, type Actor } from '#platform';
import { pageNumber, sliceAndOne } from '../../kit/page-number.js';
import { paths } from '../../paths.js';
import { presentSchoolsToCall } from './presenter.js';

@Controller(paths.schoolsToCall)
@Roles(...staffRoles)
export class SchoolsToCallController {
  constructor(
    private readonly db: Database,
    private readonly season: Season,
  ) {}

  @Get()
  async show(@CurrentActor() actor: Actor, @Query('page') page?: string) {
    const number = pageNumber(page);
    const rows = await this.db.tx(actor, (tx) => this.season.toCall(tx, sliceAndOne(number)));
    return presentSchoolsToCall(rows, number);
  }
}
