import { Body, Controller, Get, Param, ParseUUIDPipe, Post } from '@nestjs/common';
import { CurrentActor, ownParts, requireNoPart, Roles } from '#identity';
import { BillingDetails, type Change } from '#invoicing';
import { Database, type Actor, type Tx } from '#platform';
import { handleForm, type FormState } from '../../kit/form.js';
import { redirect } from '../../kit/page.js';
import { paths } from '../../paths.js';
import { DetailsForm } from './form.js';
import { presentDetails, presentDetailsCheck, presentDetailsList } from './presenter.js';

const id = () => Param('organisationId', ParseUUIDPipe);

/** What invoices say of those who sell here and of the authorities that pay: addresses, VAT numbers, bank accounts. */
@Controller()
@Roles('finance', 'administrator')
export class BillingDetailsController {
  constructor(
    private readonly db: Database,
    private readonly details: BillingDetails,
  ) {}

  @Get(paths.details.index)
  list(@CurrentActor() actor: Actor) {
    return this.db.tx(actor, async (tx) => {
      const all = await this.details.list(tx);
      const own = await ownParts(
        tx,
        all.map((one) => one.organisationId),
      );
      return presentDetailsList(all, own);
    });
  }

  @Get(paths.details.show(':organisationId'))
  show(@CurrentActor() actor: Actor, @id() organisationId: string) {
    return this.form(actor, organisationId);
  }

  @Post(paths.details.show(':organisationId'))
  check(@CurrentActor() actor: Actor, @id() organisationId: string, @Body() body: unknown) {
    return this.handle(actor, organisationId, body, async (tx, change, form) =>
      presentDetailsCheck(await this.details.mayBeSet(tx, organisationId, change), form),
    );
  }

  @Post(paths.details.set(':organisationId'))
  set(@CurrentActor() actor: Actor, @id() organisationId: string, @Body() body: unknown) {
    return this.handle(actor, organisationId, body, async (tx, change) => {
      await this.details.set(tx, organisationId, change);
      return redirect(paths.details.index, { flash: 'Saved. Invoices issued from now on say so.' });
    });
  }

  private handle<Next>(
    actor: Actor,
    organisationId: string,
    body: unknown,
    next: (tx: Tx, change: Change, form: FormState) => Promise<Next>,
  ) {
    return handleForm(DetailsForm, body, {
      again: (form) => this.form(actor, organisationId, form),
      refusedAt: ({ code }) => fields[code] ?? 'address',
      next: (data, form) =>
        this.db.tx(actor, async (tx) => {
          const { supplier } = await this.details.find(tx, organisationId);
          return next(tx, asChange(data, supplier !== null), form);
        }),
    });
  }

  private async form(actor: Actor, organisationId: string, form?: FormState) {
    const details = await this.db.tx(actor, async (tx) => {
      await requireNoPart(tx, organisationId);
      return this.details.find(tx, organisationId);
    });
    return presentDetails(details, form);
  }
}

const digits = (text = ''): string => text.replace(/[\s-]/g, '');

function asChange(form: DetailsForm, supplies: boolean): Change {
  const bank = {
    name: form.accountName ?? '',
    sortCode: digits(form.sortCode),
    number: digits(form.accountNumber),
  };
  return {
    seen: form.seen,
    address: form.address
      .split('\n')
      .map((line) => line.trim())
      .filter(Boolean),
    supplier: supplies
      ? {
          vatNumber: form.vatNumber || null,
          bank: bank.name || bank.sortCode || bank.number ? bank : null,
        }
      : null,
  };
}

const fields: Record<string, string> = {
  'invoicing.vat-number': 'vatNumber',
  'invoicing.bank-account': 'accountName',
};
