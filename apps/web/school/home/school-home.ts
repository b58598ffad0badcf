import { Injectable } from '@nestjs/common';
import { Calendar } from '#directory';
import { Funds } from '#funding';
import { Entitlements, everyPool } from '#entitlements';
import { Limits, Nominations } from '#identity';
import { SchoolYear } from '#insight';
import { OperatingModel, Vocabularies } from '#operating-model';
import { Database, type Actor } from '#platform';
import { needsFor, presentSchoolHome } from './presenter.js';

/** A school's home page: its year in ten minutes. */
@Injectable()
export class SchoolHome {
  constructor(
    private readonly db: Database,
    private readonly calendar: Calendar,
    private readonly year: SchoolYear,
    private readonly entitlements: Entitlements,
    private readonly funds: Funds,
    private readonly limits: Limits,
    private readonly nominations: Nominations,
    private readonly vocabularies: Vocabularies,
    private readonly model: OperatingModel,
  ) {}

  show(actor: Actor, name: string) {
    const schoolId = actor.organisationId!;
    return this.db.tx(actor, async (tx) => {
      const [terms, { needs, all }, waiting, held, wallets, comingUp, year] = await Promise.all([
        this.calendar.termsOn(tx, schoolId, tx.today),
        this.year.needs(tx, schoolId, needsFor(actor.role)),
        this.nominations.waiting(tx),
        this.entitlements.held(tx, schoolId),
        this.funds.wallets(tx, { schoolId, openOn: tx.today.toString() }),
        this.year.comingUp(tx, schoolId),
        this.year.thisYear(tx, schoolId),
      ]);
      const deciding = needs.approvals.length ? await this.limits.deciding(tx, schoolId) : null;
      const restricted = everyPool(held).some(({ lots }) => lots.some((lot) => lot.restriction));
      const purposes = restricted ? (await this.vocabularies.words(tx)).service_types : [];
      const { warn_days } = (await this.model.on(tx)).ledger;
      const { role, personId } = actor;
      return presentSchoolHome({
        ...{ name, role, personId, today: tx.today },
        ...{ terms, needs, all, deciding, waiting, held, purposes, wallets, comingUp, year },
        warnDays: warn_days,
      });
    });
  }
}
