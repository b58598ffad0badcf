import { Controller, Get, Query } from '@nestjs/common';
import { CurrentActor, Roles } from '#identity';
import { Membership } from '#insight';
import { Database, isId, type Actor } from '#platform';
import { paths } from '../paths.js';
import { entriesPerPage, presentTrail } from './presenter.js';

/** Everything that was done, by whom, for whom and when. */
@Controller(paths.auditTrail)
@Roles('administrator', 'broker', 'finance')
export class AuditTrailController {
  constructor(
    private readonly db: Database,
    private readonly membership: Membership,
  ) {}

  @Get()
  show(@CurrentActor() actor: Actor, @Query() asked: Readonly<Record<string, string | undefined>>) {
    const day = (text?: string) =>
      /^\d{4}-\d\d-\d\d$/.test(text ?? '') && !Number.isNaN(Date.parse(text!)) ? text : undefined;
    const filter = {
      verb: asked.verb || undefined,
      who: asked.who?.trim().slice(0, 80) || undefined,
      from: day(asked.from),
      to: day(asked.to),
    };
    const before = isId(asked.before) ? asked.before : undefined;
    return this.db.tx(actor, async (tx) =>
      presentTrail(
        await this.membership.trail(tx, filter, { limit: entriesPerPage + 1, before }),
        await this.membership.verbs(tx),
        filter,
      ),
    );
  }
}
