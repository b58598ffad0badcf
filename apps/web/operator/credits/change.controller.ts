import { Body, Controller, Get, Param, ParseUUIDPipe, Post, Query } from '@nestjs/common';
import { Directory } from '#directory';
import { CurrentActor, Parties, Roles } from '#identity';
import { Membership } from '#insight';
import { accountId, Ledger } from '#ledger';
import { CREDIT, inUse, Vocabularies } from '#operating-model';
import { Database, notFound, parseQuantity, Refusal, Temporal, type Actor, type Tx } from '#platform';
import { CreditBank, poolOf } from '#entitlements';
import { handleForm, mistaken, spendingForm, type FormState } from '../../kit/form.js';
import { redirect } from '../../kit/page.js';
import { paths } from '../../paths.js';
import { ChangeForm } from './form.js';
import {
  mistakeIn,
  presentChange,
  presentChangeCheck,
  presentChanged,
  presentSchoolChoice,
} from './presenter.js';

const schoolId = () => Param('schoolId', ParseUUIDPipe);

/** Granting credits to a school, or proposing a correction. */
@Controller(paths.credits.school)
@Roles('administrator', 'finance')
export class CreditChangeController {
  constructor(
    private readonly db: Database,
    private readonly bank: CreditBank,
    private readonly ledger: Ledger,
    private readonly membership: Membership,
    private readonly parties: Parties,
    private readonly directory: Directory,
    private readonly vocabularies: Vocabularies,
  ) {}

  @Get()
  choose(@CurrentActor() actor: Actor, @Query('text') asked?: string) {
    const text = String(asked ?? '')
      .trim()
      .slice(0, 80);
    return this.db.tx(actor, async (tx) =>
      presentSchoolChoice(
        text,
        text ? (await this.membership.members(tx, { text, part: 'buyer', limit: 20 })).members : null,
      ),
    );
  }

  @Get(':schoolId')
  form(@CurrentActor() actor: Actor, @schoolId() id: string) {
    return this.again(actor, id, spendingForm());
  }

  @Post(':schoolId')
  check(@CurrentActor() actor: Actor, @schoolId() id: string, @Body() body: unknown) {
    return handleForm(ChangeForm, withoutEmpty(body), {
      again: (form) => this.again(actor, id, form),
      refusedAt: 'amount',
      next: (data, form) =>
        this.db.tx(actor, async (tx) => {
          const school = await this.school(tx, id);
          const amount = amountOf(data);
          const mistake = mistakeIn(data, amount, school, tx.today);
          return mistake
            ? presentChange(school, mistaken(form, mistake.field, mistake.text))
            : presentChangeCheck(school, data, amount, form);
        }),
    });
  }

  @Post(':schoolId/changed')
  async change(@CurrentActor() actor: Actor, @schoolId() id: string, @Body() body: unknown) {
    return handleForm(ChangeForm, withoutEmpty(body), {
      again: (form) => this.again(actor, id, form),
      refusedAt: 'amount',
      next: async (data) => {
        const { kind, transferId, reason, expiresOn, restriction } = data;
        await this.db.tx(actor, async (tx) => {
          await this.school(tx, id);
          const change = { id: transferId, schoolId: id, reason };
          const amount = amountOf(data);
          if (kind === 'grant')
            await this.bank.grant(tx, {
              ...change,
              amount,
              ...(expiresOn ? { expiresOn: Temporal.PlainDate.from(expiresOn) } : {}),
              ...(restriction && { restriction: [restriction].flat() }),
            });
          else
            await this.bank.proposeAdjustment(tx, { ...change, amount: kind === 'add' ? amount : -amount });
        });
        return redirect(`${paths.credits.changed(id)}?kind=${kind}`);
      },
    });
  }

  @Get(':schoolId/changed')
  changed(@CurrentActor() actor: Actor, @schoolId() id: string, @Query('kind') kind?: string) {
    return this.db.tx(actor, async (tx) =>
      presentChanged((await this.school(tx, id)).name, kind === 'grant'),
    );
  }

  private again(actor: Actor, id: string, form: FormState) {
    return this.db.tx(actor, async (tx) => presentChange(await this.school(tx, id), form));
  }

  private async school(tx: Tx, id: string) {
    const party = await this.parties.find(tx, id);
    const organisation = await this.directory.find(tx, id);
    if (!party.buyer || !organisation) throw notFound('school');
    const account = accountId(tx.operatorId, poolOf(id, 'CREDIT'));
    const balance = (await this.ledger.balances(tx, [account])).get(account);
    const purposes = inUse((await this.vocabularies.words(tx)).service_types, tx.today);
    return { schoolId: id, name: organisation.name, available: balance?.available ?? 0n, purposes };
  }
}

function amountOf({ amount }: ChangeForm): bigint {
  const hundredths = parseQuantity(amount, CREDIT);
  if (hundredths === 0n) throw new Refusal('platform.amount', 'Enter an amount above 0 credits.', 'invalid');
  return hundredths;
}

/** A date left empty is sent as an empty text, which is no date. */
function withoutEmpty(body: unknown): object {
  const values = { ...(body as Record<string, unknown>) };
  if (values.expiresOn === '') delete values.expiresOn;
  return values;
}
