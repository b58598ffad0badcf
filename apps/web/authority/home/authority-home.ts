import { Injectable } from '@nestjs/common';
import { Funds } from '#funding';
import { AuthoritySchools, authorityReader } from '#insight';
import { Database, type Actor } from '#platform';
import { presentAuthorityHome } from './presenter.js';

/** What an authority's commissioner and budget holder see first. */
@Injectable()
export class AuthorityHome {
  constructor(
    private readonly db: Database,
    private readonly funds: Funds,
    private readonly schools: AuthoritySchools,
  ) {}

  async show(actor: Actor, name: string) {
    // In two transactions, for an authority reads its schools as nobody writes; side by side.
    const [funds, { schools, term, today }] = await Promise.all([
      this.db.tx(actor, (tx) =>
        this.funds.funds(tx, { laId: actor.organisationId!, openOn: tx.today.toString() }),
      ),
      this.db.tx(authorityReader(actor), async (tx) => ({
        ...(await this.schools.listWithTerm(tx)),
        today: tx.today,
      })),
    ]);
    return presentAuthorityHome({ name, funds, schools, term, today });
  }
}
