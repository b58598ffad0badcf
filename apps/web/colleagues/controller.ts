import { Controller, Get } from '@nestjs/common';
import { CurrentActor, leadingRoles, Nominations, People, Roles } from '#identity';
import { Database, type Actor } from '#platform';
import { paths } from '../paths.js';
import { presentColleagues } from './presenter.js';

/** Who acts for one's organisation, and who is proposed to. */
@Controller(paths.colleagues)
@Roles(...leadingRoles)
export class ColleaguesController {
  constructor(
    private readonly db: Database,
    private readonly people: People,
    private readonly nominations: Nominations,
  ) {}

  @Get()
  show(@CurrentActor() actor: Actor) {
    return this.db.tx(actor, async (tx) =>
      presentColleagues(
        await this.people.ofParty(tx, actor.organisationId!),
        await this.nominations.waiting(tx, actor.organisationIds),
      ),
    );
  }
}
