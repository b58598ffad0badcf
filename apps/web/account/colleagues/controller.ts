import { Body, Controller, Get, Param, Post } from '@nestjs/common';
import {
  CurrentActor,
  leadingRoles,
  limitedBy,
  Limits,
  Nominations,
  People,
  Roles,
  type Approver,
} from '#identity';
import { Database, notFound, parseQuantity, type Actor, type Tx } from '#platform';
import { blankForm, handleForm, type FormState } from '../../kit/form.js';
import { redirect } from '../../kit/page.js';
import { paths } from '../../paths.js';
import { LimitForm } from './form.js';
import { limitSaid, presentColleagues, presentLimit, type Limit } from './presenter.js';

/** Who acts for one's organisation, who is proposed to, and how much they may order alone. */
@Controller()
@Roles(...leadingRoles)
export class ColleaguesController {
  constructor(
    private readonly db: Database,
    private readonly people: People,
    private readonly nominations: Nominations,
    private readonly limits: Limits,
  ) {}

  @Get(paths.colleagues)
  show(@CurrentActor() actor: Actor) {
    return this.db.tx(actor, async (tx) => {
      const limits = await this.limits.ofEach(tx, actor.organisationId!, limitedBy(actor.role));
      const days = await this.limits.window(tx);
      return presentColleagues(
        await this.people.ofParty(tx, actor.organisationId!),
        await this.nominations.waiting(tx, actor.organisationIds),
        [...limits].map(([role, pence]) => ({ role, pence, days })),
      );
    });
  }

  @Get(paths.limit(':role'))
  @Roles('headteacher', 'chair', 'commissioner')
  limitOf(@CurrentActor() actor: Actor, @Param('role') role: string) {
    return this.ask(actor, limited(actor, role), blankForm());
  }

  @Post(paths.limit(':role'))
  @Roles('headteacher', 'chair', 'commissioner')
  async setLimit(@CurrentActor() actor: Actor, @Param('role') asked: string, @Body() body: unknown) {
    const role = limited(actor, asked);
    return handleForm(LimitForm, body, {
      again: (form) => this.ask(actor, role, form),
      refusedAt: 'amount',
      next: async ({ amount }) => {
        const set = await this.db.tx(actor, async (tx) => {
          await this.limits.set(tx, actor.organisationId!, role, parseQuantity(amount, 'GBP'));
          return this.limit(tx, role);
        });
        return redirect(paths.colleagues, { flash: `From now on: ${limitSaid(set)}.` });
      },
    });
  }

  private ask(actor: Actor, role: Approver, form: FormState) {
    return this.db.tx(actor, async (tx) => presentLimit(await this.limit(tx, role), form));
  }

  private async limit(tx: Tx, role: Approver): Promise<Limit> {
    return {
      role,
      pence: await this.limits.of(tx, tx.actor.organisationId!, role),
      days: await this.limits.window(tx),
    };
  }
}

/** A role whose limit this person sets. Refuses: `platform.not-found`. */
function limited(actor: Actor, asked: string): Approver {
  const role = limitedBy(actor.role).find((one) => one === asked);
  if (!role) throw notFound('limit');
  return role;
}
