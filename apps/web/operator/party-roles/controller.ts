import { Body, Controller, Get, Param, ParseUUIDPipe, Post } from '@nestjs/common';
import { CurrentActor, PartyRoles, Roles } from '#identity';
import { Membership } from '#insight';
import { Vocabularies } from '#operating-model';
import { Database, notFound, Temporal, type Actor, type Tx } from '#platform';
import { blankForm, handleForm, type FormState } from '../../kit/form.js';
import { redirect } from '../../kit/page.js';
import { paths } from '../../paths.js';
import { RoleEndForm, RoleForm } from './form.js';
import { isOver, presentRoleEnd, presentRoles, type RolesFacts } from './presenter.js';

const id = () => Param('organisationId', ParseUUIDPipe);

/** What an organisation is here: one more of the operator's roles, or one to its last day. */
@Controller(paths.parties.roles(':organisationId'))
@Roles('administrator')
export class PartyRolesController {
  constructor(
    private readonly db: Database,
    private readonly membership: Membership,
    private readonly roles: PartyRoles,
    private readonly vocabularies: Vocabularies,
  ) {}

  @Get()
  list(@CurrentActor() actor: Actor, @id() organisationId: string) {
    return this.page(actor, organisationId, blankForm());
  }

  @Post()
  give(@CurrentActor() actor: Actor, @id() organisationId: string, @Body() body: unknown) {
    return handleForm(RoleForm, body, {
      again: (form) => this.page(actor, organisationId, form),
      refusedAt: 'role',
      next: async ({ role }) => {
        await this.db.tx(actor, (tx) => this.roles.give(tx, organisationId, role));
        return redirect(paths.parties.roles(organisationId), { flash: 'The role is given from today.' });
      },
    });
  }

  @Get(':role')
  ending(@CurrentActor() actor: Actor, @id() organisationId: string, @Param('role') role: string) {
    return this.ask(actor, organisationId, role, blankForm());
  }

  @Post(':role')
  end(
    @CurrentActor() actor: Actor,
    @id() organisationId: string,
    @Param('role') role: string,
    @Body() body: unknown,
  ) {
    return handleForm(RoleEndForm, body, {
      again: (form) => this.ask(actor, organisationId, role, form),
      refusedAt: 'lastDay',
      next: async ({ lastDay }) => {
        const ended = { organisationId, role, on: Temporal.PlainDate.from(lastDay) };
        await this.db.tx(actor, (tx) => this.roles.end(tx, ended));
        return redirect(paths.parties.roles(organisationId), { flash: 'The last day is saved.' });
      },
    });
  }

  private page(actor: Actor, organisationId: string, form: FormState) {
    return this.db.tx(actor, async (tx) => presentRoles(await this.facts(tx, organisationId), form));
  }

  private ask(actor: Actor, organisationId: string, role: string, form: FormState) {
    return this.db.tx(actor, async (tx) => {
      const facts = await this.facts(tx, organisationId);
      const held = facts.held.find((one) => one.role === role && !isOver(one, tx.today));
      if (!held) throw notFound('role');
      return presentRoleEnd(facts, held, form);
    });
  }

  private async facts(tx: Tx, organisationId: string): Promise<RolesFacts> {
    return {
      party: await this.membership.member(tx, organisationId),
      held: await this.roles.of(tx, organisationId),
      words: (await this.vocabularies.words(tx)).party_roles,
      today: tx.today,
    };
  }
}
