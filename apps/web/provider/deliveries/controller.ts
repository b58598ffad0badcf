import { Controller, Get, Param, ParseUUIDPipe, Post, Query } from '@nestjs/common';
import { Purchases } from '#agreements';
import { Directory } from '#directory';
import { CurrentActor, Roles } from '#identity';
import { Database, notFound, type Actor, type Tx } from '#platform';
import { leadOn, redirect } from '../../kit/page.js';
import { pageNumber, sliceOf } from '../../kit/page-number.js';
import { paths } from '../../paths.js';
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
  list(@CurrentActor() actor: Actor, @Query('page') page?: string, @Query('open') openPage?: string) {
    const [number, openNumber] = [pageNumber(page), pageNumber(openPage)];
    return this.db.tx(actor, async (tx) => {
      const providerId = actor.organisationId!;
      const open = await this.purchases.list(tx, {
        ...{ providerId, finished: false, oldestFirst: true },
        ...sliceOf(openNumber),
      });
      const finished = await this.purchases.list(tx, { providerId, finished: true, ...sliceOf(number) });
      const schools = await this.directory.list(tx, [
        ...new Set([...open, ...finished].map((one) => one.schoolId)),
      ]);
      return presentDeliveries(
        { open, finished },
        new Map(schools.map((one) => [one.organisationId, one.name])),
        { number, openNumber },
      );
    });
  }

  @Get(':purchaseId')
  show(@CurrentActor() actor: Actor, @purchaseId() id: string) {
    return this.db.tx(actor, async (tx) => presentDelivery(await this.find(tx, id), actor));
  }

  @Post(':purchaseId')
  async deliver(@CurrentActor() actor: Actor, @purchaseId() id: string) {
    const delivered = this.db.tx(actor, (tx) => this.purchases.deliver(tx, id));
    return delivered
      .then(() => redirect(paths.deliveries.delivered(id)))
      .catch(leadOn(paths.deliveries.show(id)));
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
