import { Controller, Get, Param, ParseUUIDPipe, Post } from '@nestjs/common';
import { ApiKeys, CurrentActor, leadingRoles, Limits, Parties, Roles } from '#identity';
import { OperatingModel } from '#operating-model';
import { Database, type Actor } from '#platform';
import { leadOn, redirect } from '../../kit/page.js';
import { paths } from '../../paths.js';
import { presentKey, presentKeys } from './presenter.js';

const id = () => Param('apiKeyId', ParseUUIDPipe);

/** A key that the operator made for an organisation: those who lead it say whether it may act for them, and end it. */
@Controller(paths.keys.index)
@Roles(...leadingRoles)
export class KeysController {
  constructor(
    private readonly db: Database,
    private readonly keys: ApiKeys,
    private readonly parties: Parties,
    private readonly limits: Limits,
    private readonly model: OperatingModel,
  ) {}

  @Get()
  list(@CurrentActor() actor: Actor) {
    return this.db.tx(actor, async (tx) =>
      presentKeys(await this.keys.list(tx, actor.organisationId!, 'working'), actor),
    );
  }

  @Get(':apiKeyId')
  show(@CurrentActor() actor: Actor, @id() apiKeyId: string) {
    const shown = this.db.tx(actor, async (tx) => {
      const key = await this.keys.asked(tx, apiKeyId);
      const party = await this.parties.find(tx, key.organisationId);
      const settings = await this.model.on(tx);
      const limits = await this.limits.limitedBy(tx, key.organisationId);
      return presentKey({ actor, key, party, settings, limits });
    });
    return shown.catch(leadOn(paths.colleagues));
  }

  @Post(':apiKeyId/confirmation')
  confirm(@CurrentActor() actor: Actor, @id() apiKeyId: string) {
    return this.answered(
      this.db.tx(actor, (tx) => this.keys.confirm(tx, apiKeyId)),
      'The key is confirmed, and works from now on.',
    );
  }

  @Post(':apiKeyId/refusal')
  decline(@CurrentActor() actor: Actor, @id() apiKeyId: string) {
    return this.answered(
      this.db.tx(actor, (tx) => this.keys.decline(tx, apiKeyId)),
      'The key does nothing, now or later.',
    );
  }

  @Post(':apiKeyId/ending')
  end(@CurrentActor() actor: Actor, @id() apiKeyId: string) {
    return this.answered(
      this.db.tx(actor, (tx) => this.keys.revoke(tx, apiKeyId)),
      'The key has ended: whoever holds it can do nothing here any more.',
      paths.keys.index,
    );
  }

  private answered(answer: Promise<void>, flash: string, next: string = paths.colleagues) {
    return answer.then(() => redirect(next, { flash })).catch(leadOn(next));
  }
}
