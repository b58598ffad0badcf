import { Body, Controller, Get, Param, ParseUUIDPipe, Post, Query } from '@nestjs/common';
import { CurrentActor, ownPart, Roles } from '#identity';
import { Membership } from '#insight';
import { accountId, availableIn, Ledger } from '#ledger';
import { CREDIT, inUse, Vocabularies } from '#operating-model';
import { Database, notFound, parseQuantity, Temporal, type Actor, type Refusal, type Tx } from '#platform';
import {
  correctionAllowed,
  CreditBank,
  grantable,
  grantAllowed,
  lastDayAllowed,
  poolOf,
  toSpend,
} from '#entitlements';
import { handleForm, spendingForm, type FormState } from '../../kit/form.js';
import { nearest } from '../../kit/nearest.js';
import { redirect } from '../../kit/page.js';
import { paths } from '../../paths.js';
import { ChangeForm } from './form.js';
import { presentChange, presentChangeCheck, presentChanged, presentSchoolChoice } from './presenter.js';

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
        text
          ? await nearest(
              async (limit) => (await this.membership.members(tx, { text, part: 'buyer', limit })).members,
            )
          : null,
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
      refusedAt: fieldOf,
      next: (data, form) =>
        this.db.tx(actor, async (tx) => {
          const { amount, expiresOn } = asked(data);
          if (data.kind === 'grant') grantAllowed(amount, await grantable(tx, id));
          else correctionAllowed(amount, await this.ledger.lots(tx, pool(tx, id)), tx.today);
          if (expiresOn) lastDayAllowed(expiresOn, tx.today);
          return presentChangeCheck(await this.school(tx, id), data, amount, form);
        }),
    });
  }

  @Post(':schoolId/changed')
  async change(@CurrentActor() actor: Actor, @schoolId() id: string, @Body() body: unknown) {
    return handleForm(ChangeForm, withoutEmpty(body), {
      again: (form) => this.again(actor, id, form),
      refusedAt: fieldOf,
      next: async (data) => {
        const { kind, transferId, reason, restriction } = data;
        await this.db.tx(actor, async (tx) => {
          await this.school(tx, id);
          const change = { id: transferId, schoolId: id, reason, ...asked(data) };
          if (kind === 'grant')
            await this.bank.grant(tx, {
              ...change,
              ...(restriction && { restriction: [restriction].flat() }),
            });
          else await this.bank.proposeAdjustment(tx, change);
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
    return this.db.tx(actor, async (tx) => {
      const school = await this.school(tx, id);
      if (school.own) throw ownPart();
      return presentChange(school, await grantable(tx, id), form);
    });
  }

  private async school(tx: Tx, id: string) {
    const { buyer, name, ownPart: own } = await this.membership.member(tx, id);
    if (!buyer) throw notFound('school');
    const available = availableIn(toSpend(await this.ledger.lots(tx, pool(tx, id)), tx.today));
    const purposes = inUse((await this.vocabularies.words(tx)).service_types, tx.today);
    return { schoolId: id, name, own, available, purposes };
  }
}

const pool = (tx: Tx, id: string): string => accountId(tx.operatorId, poolOf(id, 'CREDIT'));

/** In hundredths of a credit, below nothing where they are taken away; of a grant with its last day. */
function asked({ kind, amount: written, expiresOn }: ChangeForm) {
  const amount = parseQuantity(written, CREDIT);
  return {
    amount: kind === 'take' ? -amount : amount,
    ...(kind === 'grant' && expiresOn && { expiresOn: Temporal.PlainDate.from(expiresOn) }),
  };
}

const fieldOf = ({ code }: Refusal): string => (code === 'entitlements.last-day' ? 'expiresOn' : 'amount');

/** A date left empty is sent as an empty text, which is no date. */
function withoutEmpty(body: unknown): object {
  const values = { ...(body as Record<string, unknown>) };
  if (values.expiresOn === '') delete values.expiresOn;
  return values;
}
