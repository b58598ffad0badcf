import { Injectable } from '@nestjs/common';
import { Purchases } from '#agreements';
import { Courses, ownProposal, Requests } from '#delivery';
import { Directory } from '#directory';
import { Nominations } from '#identity';
import { Provision } from '#insight';
import { OperatingModel } from '#operating-model';
import { Database, type Actor } from '#platform';
import { presentPracticeHome, presentProviderHome, shown } from './presenter.js';

/** What a provider's manager and its practitioners see first. */
@Injectable()
export class ProviderHome {
  constructor(
    private readonly db: Database,
    private readonly provision: Provision,
    private readonly purchases: Purchases,
    private readonly courses: Courses,
    private readonly requests: Requests,
    private readonly directory: Directory,
    private readonly nominations: Nominations,
    private readonly model: OperatingModel,
  ) {}

  show(actor: Actor, name: string) {
    const homeId = actor.organisationId!;
    return this.db.tx(actor, async (tx) => {
      if (actor.role === 'practitioner') {
        const own = { personId: actor.personId! };
        const [visits, ratings, { delivery }] = await Promise.all([
          this.provision.visits(tx, own),
          this.provision.ratings(tx, own),
          this.model.on(tx),
        ]);
        return presentPracticeHome({
          ...{ name, actor, today: tx.today, reportDays: delivery.report_days, visits, ratings },
        });
      }
      const [purchases, visits, sessions, owed, ratings, proposals, waiting, { delivery }] =
        await Promise.all([
          this.purchases.list(tx, { providerId: homeId, finished: false, oldestFirst: true, limit: 10 }),
          this.provision.visits(tx, { homeId }),
          this.courses.sessions(tx, { providerId: homeId, registered: false }),
          this.provision.owed(tx, homeId, shown),
          this.provision.ratings(tx, { homeId }),
          this.requests.proposals(tx, { homeId, state: 'proposed' }),
          this.nominations.waiting(tx),
          this.model.on(tx),
        ]);
      const schools = await this.directory.list(tx, [...new Set(purchases.map((one) => one.schoolId))]);
      return presentProviderHome({
        reportDays: delivery.report_days,
        ...{ name, actor, today: tx.today, now: tx.now, visits, sessions, owed, ratings, waiting },
        proposals: proposals.filter((one) => !ownProposal(one, actor)),
        purchases: purchases.map((one) => ({
          ...one,
          school: schools.find((school) => school.organisationId === one.schoolId)?.name ?? '',
        })),
      });
    });
  }
}
