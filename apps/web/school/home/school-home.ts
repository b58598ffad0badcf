import { Injectable } from '@nestjs/common';
import { academicYearOf, Calendar, Directory } from '#directory';
import { Funds } from '#funding';
import { SchoolYear } from '#insight';
import { Database, type Actor } from '#platform';
import { presentSchoolHome } from './presenter.js';

/** A school's home page: its year in ten minutes. */
@Injectable()
export class SchoolHome {
  constructor(
    private readonly db: Database,
    private readonly directory: Directory,
    private readonly calendar: Calendar,
    private readonly year: SchoolYear,
    private readonly funds: Funds,
  ) {}

  async show(actor: Actor) {
    return this.db.tx(actor, async (tx) => {
      const schoolId = actor.organisationId!;
      const [current] = await this.year.agreements(tx, { schoolId, currentOn: tx.today.toString() });
      return presentSchoolHome({
        role: actor.role,
        today: tx.today,
        school: await this.directory.school(tx, schoolId),
        terms: await this.calendar.termsOn(tx, schoolId, tx.today),
        needs: await this.year.needs(tx, schoolId),
        held: await this.year.held(tx, schoolId),
        wallets: await this.funds.wallets(tx, { schoolId, openOn: tx.today.toString() }),
        comingUp: await this.year.comingUp(tx, schoolId),
        current: current ?? null,
        totals: await this.year.totals(
          tx,
          schoolId,
          current?.startsOn ?? `${academicYearOf(tx.today)}-09-01`,
        ),
      });
    });
  }
}
