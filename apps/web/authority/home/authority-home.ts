import { Injectable } from '@nestjs/common';
import { Funds } from '#funding';
import { Nominations } from '#identity';
import { AuthoritySchools, authorityReader } from '#insight';
import { Database, type Actor } from '#platform';
import { presentAuthorityHome } from './presenter.js';

/** What an authority's commissioner and budget holder see first. */
@Injectable()
export class AuthorityHome {
  constructor(
    private readonly db: Database,
    private readonly funds: Funds,
    private readonly nominations: Nominations,
    private readonly schools: AuthoritySchools,
  ) {}

  async show(actor: Actor, name: string) {
    // In two transactions, for an authority reads its schools as nobody writes; side by side.
    const [[funds, waiting], { schools, term, today }] = await Promise.all([
      this.db.tx(actor, (tx) =>
        Promise.all([
          this.funds.funds(tx, { laId: actor.organisationId!, openOn: tx.today.toString() }),
          this.nominations.waiting(tx),
        ]),
      ),
      this.db.tx(authorityReader(actor), async (tx) => ({
        ...(await this.schools.listWithTerm(tx)),
        today: tx.today,
      })),
    ]);
    return presentAuthorityHome({ name, waiting, funds, schools, term, today });
  }
}
