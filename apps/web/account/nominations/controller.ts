import { Body, Controller, Get, Param, ParseUUIDPipe, Post } from '@nestjs/common';
import { Directory } from '#directory';
import { CurrentActor, leadingRoles, Nominations, Parties, Roles } from '#identity';
import { Database, type Actor, type Refusal } from '#platform';
import { blankForm, handleForm, type FormState } from '../../kit/form.js';
import { leadOn, redirect } from '../../kit/page.js';
import { paths } from '../../paths.js';
import { ConfirmForm, LetterForm } from './form.js';
import { presentNomination } from './presenter.js';

const id = () => Param('nominationId', ParseUUIDPipe);

/** Someone proposed for a role: those who lead the organisation say yes or no; administrators ask for its word. */
@Controller(paths.nominations.index)
@Roles('administrator', ...leadingRoles)
export class NominationsController {
  constructor(
    private readonly db: Database,
    private readonly nominations: Nominations,
    private readonly parties: Parties,
    private readonly directory: Directory,
  ) {}

  @Get(':nominationId')
  show(@CurrentActor() actor: Actor, @id() nominationId: string) {
    return this.page(actor, nominationId, blankForm());
  }

  /** A letter with a link to a mailbox of their office. */
  @Post(':nominationId/letter')
  @Roles('administrator')
  async letter(@CurrentActor() actor: Actor, @id() nominationId: string, @Body() body: unknown) {
    return handleForm(LetterForm, body, {
      again: (form) => this.page(actor, nominationId, form),
      refusedAt: 'mailbox',
      next: async ({ mailbox }) => {
        const address = await this.db.tx(actor, (tx) => this.nominations.writeTo(tx, nominationId, mailbox));
        return redirect(paths.nominations.show(nominationId), {
          flash: `A letter to ${address} is on its way.`,
        });
      },
    });
  }

  @Post(':nominationId/confirmation')
  async confirm(@CurrentActor() actor: Actor, @id() nominationId: string, @Body() body: unknown) {
    return handleForm(ConfirmForm, body, {
      again: (form) => this.page(actor, nominationId, form),
      refusedAt: 'evidence',
      next: async ({ evidence }) => {
        const organisationId = await this.db.tx(actor, async (tx) => {
          const nomination = await this.nominations.find(tx, nominationId);
          await this.nominations.confirm(tx, nominationId, evidence);
          return nomination.organisationId;
        });
        return redirect(back(actor, organisationId), {
          flash: 'They are confirmed. A mail with which they can set a password is on its way.',
        });
      },
    });
  }

  @Post(':nominationId/refusal')
  async decline(@CurrentActor() actor: Actor, @id() nominationId: string) {
    const declined = this.db.tx(actor, async (tx) => {
      const nomination = await this.nominations.find(tx, nominationId);
      await this.nominations.decline(tx, nominationId);
      return redirect(back(actor, nomination.organisationId), { flash: 'They are not appointed.' });
    });
    return declined.catch(leadOn(backFrom(actor)));
  }

  private page(actor: Actor, nominationId: string, form: FormState) {
    const asked = this.db.tx(actor, async (tx) => {
      const nomination = await this.nominations.find(tx, nominationId);
      return presentNomination(
        actor,
        nomination,
        await this.parties.find(tx, nomination.organisationId),
        await this.directory.ownDomain(tx, nomination.organisationId),
        back(actor, nomination.organisationId),
        form,
      );
    });
    return asked.catch(leadOn(backFrom(actor)));
  }
}

const back = (actor: Actor, organisationId: string): string =>
  actor.role === 'administrator' ? paths.parties.show(organisationId) : paths.colleagues;
const backFrom =
  (actor: Actor) =>
  ({ details }: Refusal): string =>
    back(actor, String(details.organisationId));
