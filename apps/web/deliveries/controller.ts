import { Controller, Get, Param, ParseUUIDPipe, Post } from '@nestjs/common';
import { Purchases } from '#agreements';
import { Directory } from '#directory';
import { CurrentActor, Roles } from '#identity';
import { Database, notFound, type Actor, type Tx } from '#platform';
import { redirect } from '../kit/page.js';
import { paths } from '../paths.js';
import { presentDelivered, presentDeliveries, presentDelivery } from './presenter.js';

const purchaseId = () => Param('purchaseId', ParseUUIDPipe);

/** Services that schools bought from a provider, and saying that one is delivered. */
@Controller(paths.deliveries.index)
@Roles('manager')
export class DeliveriesController {
  constructor(
    private readonly db: Database,
    private readonly purchases: Purchases,
    private readonly directory: Directory,
  ) {}

  @Get()
  list(@CurrentActor() actor: Actor) {
    return this.db.tx(actor, async (tx) => {
      const purchases = await this.purchases.list(tx, { providerId: actor.organisationId! });
      const schools = await this.directory.list(tx, [...new Set(purchases.map((one) => one.schoolId))]);
      return presentDeliveries(purchases, new Map(schools.map((one) => [one.organisationId, one.name])));
    });
  }

  @Get(':purchaseId')
  show(@CurrentActor() actor: Actor, @purchaseId() id: string) {
    return this.db.tx(actor, async (tx) => presentDelivery(await this.find(tx, id)));
  }

  @Post(':purchaseId')
  async deliver(@CurrentActor() actor: Actor, @purchaseId() id: string) {
    await this.db.tx(actor, (tx) => this.purchases.deliver(tx, id));
    return redirect(paths.deliveries.delivered(id));
  }

  @Get(':purchaseId/delivered')
  delivered(@CurrentActor() actor: Actor, @purchaseId() id: string) {
    return this.db.tx(actor, async (tx) => presentDelivered(await this.find(tx, id)));
  }

  private async find(tx: Tx, id: string) {
    const purchase = await this.purchases.find(tx, id);
    if (purchase.providerId !== tx.actor.organisationId) throw notFound('purchase');
    return { ...purchase, school: (await this.directory.find(tx, purchase.schoolId))!.name };
  }
}
