import { Body, Controller, Get, Param, ParseUUIDPipe, Post, Query } from '@nestjs/common';
import { Directory } from '#directory';
import {
  ApiKeys,
  Audit,
  CurrentActor,
  Parties,
  PasswordResetRequested,
  People,
  Roles,
  type Part,
} from '#identity';
import { Membership } from '#insight';
import { announce, Database, notFound, type Actor, type Tx } from '#platform';
import { blankForm, readForm, refused, type FormState } from '../kit/form.js';
import { redirect } from '../kit/page.js';
import { pageNumber } from '../kit/page-number.js';
import { paths } from '../paths.js';
import { AppointForm, KeyForm } from './form.js';
import { membersPerPage, presentParties, presentParty } from './presenter.js';

const id = () => Param('organisationId', ParseUUIDPipe);

/** Who belongs to the operator, the people who act for them, and their keys to the API. */
@Controller(paths.parties.index)
@Roles('administrator')
export class PartiesController {
  constructor(
    private readonly db: Database,
    private readonly membership: Membership,
    private readonly parties: Parties,
    private readonly people: People,
    private readonly keys: ApiKeys,
    private readonly audit: Audit,
    private readonly directory: Directory,
  ) {}

  @Get()
  list(
    @CurrentActor() actor: Actor,
    @Query('text') text = '',
    @Query('part') part = '',
    @Query('page') page?: string,
  ) {
    const number = pageNumber(page);
    const known = (['buyer', 'commissioner', 'provider'] as const).find((one) => one === part) as
      Part | undefined;
    const asked = { text: String(text).trim().slice(0, 80), part: known ?? '' };
    return this.db.tx(actor, async (tx) =>
      presentParties(
        await this.membership.members(tx, {
          text: asked.text,
          part: known,
          limit: membersPerPage,
          offset: (number - 1) * membersPerPage,
        }),
        asked,
        number,
      ),
    );
  }

  @Get(':organisationId')
  show(@CurrentActor() actor: Actor, @id() organisationId: string) {
    return this.db.tx(actor, (tx) => this.party(tx, organisationId, blankForm()));
  }

  /** Appoints by e-mail address; the person gets a mail with which they set a password. */
  @Post(':organisationId/people')
  async appoint(@CurrentActor() actor: Actor, @id() organisationId: string, @Body() body: unknown) {
    const submitted = readForm(AppointForm, body);
    const again = (form: FormState) => this.db.tx(actor, (tx) => this.party(tx, organisationId, form));
    if (!submitted.ok) return again(submitted.form);
    const { name, email, role } = submitted.data;
    const form = await this.db
      .tx(actor, async (tx) => {
        const personId = await this.people.add(tx, { name, email });
        const appointmentId = await this.people.appoint(tx, { personId, organisationId, role });
        await announce(tx, PasswordResetRequested, personId);
        await this.audit.record(
          tx,
          'identity.appoint',
          { type: 'appointment', id: appointmentId, organisationId },
          { role },
        );
      })
      .catch((error: unknown) => refused(submitted.form, error, 'role'));
    return form
      ? again(form)
      : redirect(paths.parties.show(organisationId), {
          said: 'They are appointed. A mail with which they can set a password is on its way.',
        });
  }

  /** The appointment ends today. */
  @Post(':organisationId/people/:appointmentId')
  async endAppointment(
    @CurrentActor() actor: Actor,
    @id() organisationId: string,
    @Param('appointmentId', ParseUUIDPipe) appointmentId: string,
  ) {
    await this.db.tx(actor, async (tx) => {
      await this.people.end(tx, appointmentId, tx.today);
      await this.audit.record(tx, 'identity.end-appointment', {
        type: 'appointment',
        id: appointmentId,
        organisationId,
      });
    });
    return redirect(paths.parties.show(organisationId), { said: 'The appointment ends today.' });
  }

  /** The page after it shows the key, once: only the browser that asked holds it until then. */
  @Post(':organisationId/keys')
  async issue(@CurrentActor() actor: Actor, @id() organisationId: string, @Body() body: unknown) {
    const submitted = readForm(KeyForm, body);
    if (!submitted.ok) return this.db.tx(actor, (tx) => this.party(tx, organisationId, submitted.form));
    const { keyName, scope } = submitted.data;
    const issued = await this.db.tx(actor, async (tx) => {
      const { apiKeyId, key } = await this.keys.issue(tx, {
        organisationId,
        name: keyName,
        scopes: scope === 'write' ? ['read', 'write'] : ['read'],
      });
      await this.audit.record(
        tx,
        'identity.issue-key',
        { type: 'api-key', id: apiKeyId, organisationId },
        { scope },
      );
      return key;
    });
    return redirect(paths.parties.show(organisationId), {
      said: `The key is ${issued} Copy it now: it is not kept, and cannot be shown again.`,
    });
  }

  @Post(':organisationId/keys/:apiKeyId')
  async revoke(
    @CurrentActor() actor: Actor,
    @id() organisationId: string,
    @Param('apiKeyId', ParseUUIDPipe) apiKeyId: string,
  ) {
    await this.db.tx(actor, async (tx) => {
      await this.keys.revoke(tx, apiKeyId);
      await this.audit.record(tx, 'identity.revoke-key', { type: 'api-key', id: apiKeyId, organisationId });
    });
    return redirect(paths.parties.show(organisationId), { said: 'The key works no more.' });
  }

  private async party(tx: Tx, organisationId: string, form: FormState) {
    const party = await this.parties.find(tx, organisationId);
    const organisation = await this.directory.find(tx, organisationId);
    if (!organisation) throw notFound('party');
    return presentParty(
      {
        party,
        organisation,
        people: await this.people.ofParty(tx, organisationId),
        keys: await this.keys.list(tx, organisationId),
      },
      form,
    );
  }
}
