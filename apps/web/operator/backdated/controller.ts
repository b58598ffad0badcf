import { Body, Controller, Get, Param, ParseUUIDPipe, Post } from '@nestjs/common';
import { Agreements, datedBackTo } from '#agreements';
import { Catalogue } from '#catalogue';
import { CurrentActor, ownPart, Roles } from '#identity';
import { Membership } from '#insight';
import { OperatingModel } from '#operating-model';
import { Database, notFound, Temporal, type Actor } from '#platform';
import { handleForm, spendingForm, type FormState } from '../../kit/form.js';
import { redirect } from '../../kit/page.js';
import { paths } from '../../paths.js';
import { BackdatedForm } from './form.js';
import { presentBackdated } from './presenter.js';

const organisationId = () => Param('organisationId', ParseUUIDPipe);

/** An agreement that began longer ago than a school may say itself: prepared by staff, with a reason, for its head to approve. */
@Controller(paths.parties.backdated(':organisationId'))
@Roles('administrator', 'finance')
export class BackdatedController {
  constructor(
    private readonly db: Database,
    private readonly agreements: Agreements,
    private readonly catalogue: Catalogue,
    private readonly membership: Membership,
    private readonly model: OperatingModel,
  ) {}

  @Get()
  new(@CurrentActor() actor: Actor, @organisationId() schoolId: string) {
    return this.form(actor, schoolId, spendingForm());
  }

  @Post()
  async prepare(@CurrentActor() actor: Actor, @organisationId() schoolId: string, @Body() body: unknown) {
    return handleForm(BackdatedForm, body, {
      again: (form) => this.form(actor, schoolId, form),
      refusedAt: 'startsOn',
      next: async ({ transferId, plan, startsOn, backdatedBecause, purchaseOrder }) => {
        await this.db.tx(actor, (tx) =>
          this.agreements.prepare(tx, {
            agreementId: transferId,
            schoolId,
            offerId: plan,
            startsOn: Temporal.PlainDate.from(startsOn),
            backdatedBecause,
            purchaseOrder,
          }),
        );
        return redirect(paths.agreements.show(transferId), {
          flash: 'The agreement is prepared. The school has to approve it.',
        });
      },
    });
  }

  private form(actor: Actor, schoolId: string, form: FormState) {
    return this.db.tx(actor, async (tx) => {
      const { buyer, name, ownPart: own } = await this.membership.member(tx, schoolId);
      if (!buyer) throw notFound('school');
      if (own) throw ownPart();
      const plans = await this.catalogue.offers(tx, { kind: 'plan' });
      const earliest = datedBackTo(tx.today, (await this.model.on(tx)).agreements);
      return presentBackdated({ schoolId, name }, plans, earliest, form);
    });
  }
}
