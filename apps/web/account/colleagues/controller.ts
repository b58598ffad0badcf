import { Body, Controller, Get, Param, Post } from '@nestjs/common';
import { CurrentActor, leadingRoles, Limits, Nominations, People, Roles } from '#identity';
import type { Approver } from '#operating-model';
import { GBP, Database, notFound, parseQuantity, type Actor, type Tx } from '#platform';
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
      const limits = await this.limits.limitedBy(tx, actor.organisationId!);
      const days = await this.limits.window(tx);
      return presentColleagues(
        await this.people.ofParty(tx, actor.organisationId!),
        await this.nominations.waiting(tx),
        [...limits].map(([role, limit]) => ({ role, days, ...limit })),
      );
    });
  }

  @Get(paths.limit(':role'))
  limitOf(@CurrentActor() actor: Actor, @Param('role') role: string) {
    return this.ask(actor, role, blankForm());
  }

  @Post(paths.limit(':role'))
  async setLimit(@CurrentActor() actor: Actor, @Param('role') role: string, @Body() body: unknown) {
    return handleForm(LimitForm, body, {
      again: (form) => this.ask(actor, role, form),
      refusedAt: 'amount',
      next: async ({ amount }) => {
        const set = await this.db.tx(actor, async (tx) => {
          const limit = await this.limit(tx, role);
          const pence = parseQuantity(amount, GBP);
          const follow = await this.limits.set(tx, actor.organisationId!, limit.role, pence);
          return [limit, ...follow.map((role) => ({ ...limit, role }))].map((one) => ({ ...one, pence }));
        });
        return redirect(paths.colleagues, { flash: `From now on: ${set.map(limitSaid).join('; ')}.` });
      },
    });
  }

  private ask(actor: Actor, role: string, form: FormState) {
    return this.db.tx(actor, async (tx) => presentLimit(await this.limit(tx, role), form));
  }

  /** Of a role whose limit this person sets. Refuses: `platform.not-found`. */
  private async limit(tx: Tx, asked: string): Promise<Limit> {
    const limits = await this.limits.limitedBy(tx, tx.actor.organisationId!);
    const limit = limits.get(asked as Approver);
    if (!limit) throw notFound('limit');
    return { role: asked as Approver, pence: limit.pence, days: await this.limits.window(tx) };
  }
}
