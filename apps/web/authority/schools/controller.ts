import { Controller, Get, Query } from '@nestjs/common';
import { CurrentActor, Roles } from '#identity';
import { AuthoritySchools, authorityReader } from '#insight';
import { Database, type Actor } from '#platform';
import { paths } from '../../paths.js';
import { presentAuthoritySchools } from './presenter.js';

/** An authority's schools: what they bought, who visited them, and when. */
@Controller(paths.authoritySchools)
@Roles('commissioner', 'budget-holder')
export class AuthoritySchoolsController {
  constructor(
    private readonly db: Database,
    private readonly schools: AuthoritySchools,
  ) {}

  @Get()
  list(@CurrentActor() actor: Actor, @Query('visits') visits?: string, @Query('plan') plan?: string) {
    return this.db.tx(authorityReader(actor), async (tx) =>
      presentAuthoritySchools(await this.schools.list(tx), { visits, plan }),
    );
  }
}
