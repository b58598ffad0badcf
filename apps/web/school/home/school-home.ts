import { Injectable } from '@nestjs/common';
import { Calendar } from '#directory';
import { Funds } from '#funding';
import { Entitlements } from '#entitlements';
import { SchoolYear } from '#insight';
import { Database, type Actor } from '#platform';
import { presentSchoolHome } from './presenter.js';

/** A school's home page: its year in ten minutes. */
@Injectable()
export class SchoolHome {
  constructor(
    private readonly db: Database,
    private readonly calendar: Calendar,
    private readonly year: SchoolYear,
    private readonly entitlements: Entitlements,
    private readonly funds: Funds,
  ) {}

  show(actor: Actor, name: string) {
    const schoolId = actor.organisationId!;
    return this.db.tx(actor, async (tx) =>
      presentSchoolHome({
        name,
        role: actor.role,
        today: tx.today,
        terms: await this.calendar.termsOn(tx, schoolId, tx.today),
        needs: await this.year.needs(tx, schoolId),
        held: await this.entitlements.held(tx, schoolId),
        wallets: await this.funds.wallets(tx, { schoolId, openOn: tx.today.toString() }),
        comingUp: await this.year.comingUp(tx, schoolId),
        year: await this.year.thisYear(tx, schoolId),
      }),
    );
  }
}
