import { Controller, Get, Query } from '@nestjs/common';
import { CurrentActor, Roles, staffRoles } from '#identity';
import { Membership } from '#insight';
import { civilDateIn, Database, isCivilDate, isId, type Actor } from '#platform';
import { paths } from '../../paths.js';
import { entriesPerPage, presentTrail } from './presenter.js';
import { saidAlike } from './verbs.js';

/** Everything that was done, by whom, for whom and when. */
@Controller(paths.auditTrail)
@Roles(...staffRoles)
export class AuditTrailController {
  constructor(
    private readonly db: Database,
    private readonly membership: Membership,
  ) {}

  @Get()
  show(
    @CurrentActor() actor: Actor,
    @Query('verb') verb?: string,
    @Query('who') who?: string,
    @Query('from') from?: string,
    @Query('to') to?: string,
    @Query('before') cursor?: string,
  ) {
    const filter = {
      verb: verb || undefined,
      who: who?.slice(0, 80) || undefined,
      from: dayOf(from),
      to: dayOf(to),
    };
    const before = isId(cursor) ? cursor : undefined;
    return this.db.tx(actor, async (tx) =>
      presentTrail(
        await this.membership.trail(
          tx,
          { ...filter, verbs: filter.verb ? saidAlike(filter.verb) : undefined },
          { limit: entriesPerPage + 1, before },
        ),
        filter,
      ),
    );
  }
}

/** Left out where it is none. */
function dayOf(text = ''): string | undefined {
  const day = civilDateIn(text);
  return isCivilDate(day) ? day : undefined;
}
