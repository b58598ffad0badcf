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
    const funds = await this.db.tx(actor, (tx) =>
      this.funds.funds(tx, { laId: actor.organisationId!, openOn: tx.today.toString() }),
    );
    const { schools, term, today } = await this.db.tx(authorityReader(actor), async (tx) => ({
      ...(await this.schools.listWithTerm(tx)),
      today: tx.today,
    }));
    return presentAuthorityHome({ name, funds, schools, term, today });
  }
}
