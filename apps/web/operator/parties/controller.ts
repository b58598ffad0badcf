import { Body, Controller, Get, Param, ParseUUIDPipe, Post, Query } from '@nestjs/common';
import { ApiKeys, CurrentActor, Nominations, Parties, People, Roles, type Part } from '#identity';
import { Membership } from '#insight';
import { Database, type Actor, type Tx } from '#platform';
import { blankForm, handleForm, readForm, type FormState } from '../../kit/form.js';
import { redirect } from '../../kit/page.js';
import { pageNumber } from '../../kit/page-number.js';
import { paths } from '../../paths.js';
import { AppointForm, KeyForm } from './form.js';
import {
  membersPerPage,
  presentEnding,
  presentIssued,
  presentParties,
  presentParty,
  presentRevoking,
  type PartyFacts,
} from './presenter.js';

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
    private readonly nominations: Nominations,
  ) {}

  @Get()
  list(
    @CurrentActor() actor: Actor,
    @Query('text') text = '',
    @Query('part') part = '',
    @Query('page') pageAsked?: string,
  ) {
    const number = pageNumber(pageAsked);
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

  /**
   * By e-mail address. The operator's own people are appointed, and get a mail with which they set a password; anyone
   * else's are proposed, for their organisation to confirm.
   */
  @Post(':organisationId/people')
  async appoint(@CurrentActor() actor: Actor, @id() organisationId: string, @Body() body: unknown) {
    return handleForm(AppointForm, body, {
      again: (form) => this.db.tx(actor, (tx) => this.party(tx, organisationId, form)),
      refusedAt: 'role',
      next: async ({ name, email, role }) => {
        const nominationId = await this.db.tx(actor, async (tx) => {
          const { host } = await this.parties.find(tx, organisationId);
          const nominee = { personId: await this.people.add(tx, { name, email }), organisationId, role };
          return host ? void (await this.people.appoint(tx, nominee)) : this.nominations.propose(tx, nominee);
        });
        return nominationId
          ? redirect(paths.nominations.show(nominationId), {
              flash: 'They are proposed. They act for nobody until their organisation confirms.',
            })
          : redirect(paths.parties.show(organisationId), {
              flash: 'They are appointed. A mail with which they can set a password is on its way.',
            });
      },
    });
  }

  @Get(':organisationId/people/:appointmentId')
  ending(
    @CurrentActor() actor: Actor,
    @id() organisationId: string,
    @Param('appointmentId', ParseUUIDPipe) appointmentId: string,
  ) {
    return this.db.tx(actor, async (tx) =>
      presentEnding(await this.facts(tx, organisationId), appointmentId),
    );
  }

  /** The appointment ends now, and with it what depends on it. */
  @Post(':organisationId/people/:appointmentId')
  async endAppointment(
    @CurrentActor() actor: Actor,
    @id() organisationId: string,
    @Param('appointmentId', ParseUUIDPipe) appointmentId: string,
  ) {
    await this.db.tx(actor, (tx) => this.people.end(tx, appointmentId, tx.today));
    return redirect(paths.parties.show(organisationId), {
      flash:
        'The appointment has ended. If they are no administrator now, the keys that they issued work no more.',
    });
  }

  /** The answer shows the key, and nothing else ever does: it is kept nowhere, in no cookie and no cache. */
  @Post(':organisationId/keys')
  async issue(@CurrentActor() actor: Actor, @id() organisationId: string, @Body() body: unknown) {
    const submitted = readForm(KeyForm, body);
    if (!submitted.ok) return this.db.tx(actor, (tx) => this.party(tx, organisationId, submitted.form));
    const { keyName, scope, apiKeyId } = submitted.data;
    return this.db.tx(actor, async (tx) => {
      const party = await this.membership.member(tx, organisationId);
      const issued = await this.keys.issue(tx, {
        apiKeyId,
        organisationId,
        name: keyName,
        scopes: scope === 'write' ? ['read', 'write'] : ['read'],
      });
      return presentIssued(party, { ...issued, name: keyName });
    });
  }

  @Get(':organisationId/keys/:apiKeyId')
  revoking(
    @CurrentActor() actor: Actor,
    @id() organisationId: string,
    @Param('apiKeyId', ParseUUIDPipe) apiKeyId: string,
  ) {
    return this.db.tx(actor, async (tx) => presentRevoking(await this.facts(tx, organisationId), apiKeyId));
  }

  @Post(':organisationId/keys/:apiKeyId')
  async revoke(
    @CurrentActor() actor: Actor,
    @id() organisationId: string,
    @Param('apiKeyId', ParseUUIDPipe) apiKeyId: string,
  ) {
    await this.db.tx(actor, (tx) => this.keys.revoke(tx, apiKeyId));
    return redirect(paths.parties.show(organisationId), { flash: 'The key works no more.' });
  }

  private async party(tx: Tx, organisationId: string, form: FormState) {
    return presentParty(await this.facts(tx, organisationId), form);
  }

  private async facts(tx: Tx, organisationId: string): Promise<PartyFacts> {
    const party = await this.membership.member(tx, organisationId);
    return {
      party,
      people: await this.membership.people(tx, organisationId),
      keys: await this.keys.list(tx, organisationId),
      latest: party.buyer ? await this.membership.latest(tx, organisationId) : [],
      today: tx.today,
    };
  }
}
