import { isDeepStrictEqual } from 'node:util';
import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import { CurrentActor, Roles, staffRoles } from '#identity';
import { Membership } from '#insight';
import {
  askedSettings,
  OperatingModel,
  Vocabularies,
  type AskedSetting,
  type SettingsChanged,
} from '#operating-model';
import { Database, isCivilDate, notFound, Temporal, type Actor, type Tx } from '#platform';
import { handleForm, mistaken, type AskedForm, type FormState } from '../../kit/form.js';
import { redirect } from '../../kit/page.js';
import { paths } from '../../paths.js';
import { answersOf } from './answers.js';
import {
  heldOf,
  presentChosen,
  presentSetting,
  presentSettingCheck,
  presentSettings,
  type Chosen,
} from './presenter.js';

/** What the operator has chosen: read by its staff, chosen anew by its administrators, from a day on. */
@Controller(paths.settings.index)
@Roles(...staffRoles)
export class SettingsController {
  constructor(
    private readonly db: Database,
    private readonly model: OperatingModel,
    private readonly vocabularies: Vocabularies,
    private readonly membership: Membership,
  ) {}

  @Get()
  list(@CurrentActor() actor: Actor) {
    return this.db.tx(actor, async (tx) => presentSettings(await this.chosen(tx)));
  }

  @Get(':setting')
  async show(@CurrentActor() actor: Actor, @Param('setting') name: string) {
    return this.again(actor, settingCalled(name));
  }

  @Post(':setting/check')
  @Roles('administrator')
  check(@CurrentActor() actor: Actor, @Param('setting') name: string, @Body() body: unknown) {
    return this.handle(actor, name, body, (tx, setting, { value, from }, form) =>
      this.checked(tx, setting, value, from, form),
    );
  }

  @Post(':setting')
  @Roles('administrator')
  choose(@CurrentActor() actor: Actor, @Param('setting') name: string, @Body() body: unknown) {
    return this.handle(actor, name, body, async (tx, setting, { value, from }) => {
      await this.model.choose(tx, changed(setting, value), from);
      return redirect(`${paths.settings.chosen(setting.name)}?from=${from.toString()}`);
    });
  }

  @Get(':setting/chosen')
  async done(@CurrentActor() actor: Actor, @Param('setting') name: string, @Query('from') from?: string) {
    const setting = settingCalled(name);
    return this.db.tx(actor, async (tx) => {
      const chosen = await this.chosen(tx);
      const own = chosen.choices.filter((choice) => choice.name === name);
      const last = own.filter(({ holdsFrom }) => !from || holdsFrom === from).at(-1);
      if (!last) throw notFound('choice');
      return presentChosen(setting, last, chosen);
    });
  }

  private async handle<Next>(
    actor: Actor,
    name: string,
    body: unknown,
    next: (tx: Tx, setting: AskedSetting, asked: NewChoice, form: FormState) => Promise<Next>,
  ) {
    const setting = settingCalled(name);
    const asked = await this.db.tx(actor, async (tx) => this.form(tx, setting));
    return handleForm(asked, body, {
      again: (form) => this.again(actor, setting, form),
      refusedAt: ({ code }) => (code === 'operating-model.past' ? 'from' : asked.fields[0]!.name),
      next: (data, form) => this.db.tx(actor, (tx) => next(tx, setting, data, form)),
    });
  }

  /** The form of a setting: the fields of its question, and the day from which it holds. */
  private async form(tx: Tx, setting: AskedSetting): Promise<AskedForm<NewChoice>> {
    const held = heldOf(await this.model.on(tx), setting.name);
    const { fields, read } = answersOf(setting, await this.vocabularies.words(tx), held, tx.today);
    return {
      fields: [
        ...fields.map((field) => ({ name: field.name, several: field.as === 'several' })),
        { name: 'from', day: true },
      ],
      read: (values) => {
        const answer = read(values);
        const { from } = values;
        const mistakes = 'mistakes' in answer ? [...answer.mistakes] : [];
        if (!isCivilDate(from)) mistakes.push(['from', 'Enter the day from which it holds']);
        return 'value' in answer && isCivilDate(from)
          ? { data: { value: answer.value, from: Temporal.PlainDate.from(from) } }
          : { mistakes };
      },
    };
  }

  private async checked(
    tx: Tx,
    setting: AskedSetting,
    value: unknown,
    from: Temporal.PlainDate,
    form: FormState,
  ) {
    await this.model.mayChoose(tx, changed(setting, value), from);
    const before = heldOf(await this.model.on(tx, from), setting.name);
    const chosen = await this.chosen(tx);
    return isDeepStrictEqual(before, value)
      ? presentSetting(
          setting,
          chosen,
          mistaken(form, 'from', 'On that day this holds already: change something'),
        )
      : presentSettingCheck(setting, chosen, { value, before, from }, form);
  }

  private again(actor: Actor, setting: AskedSetting, form?: FormState) {
    return this.db.tx(actor, async (tx) => presentSetting(setting, await this.chosen(tx), form));
  }

  private async chosen(tx: Tx): Promise<Chosen> {
    const choices = await this.model.choices(tx);
    const [now, words, names] = await Promise.all([
      this.model.on(tx),
      this.vocabularies.words(tx),
      this.membership.names(
        tx,
        choices.flatMap(({ chosenBy }) => chosenBy ?? []),
      ),
    ]);
    return { choices, now, words, names, today: tx.today };
  }
}

interface NewChoice {
  readonly value: unknown;
  readonly from: Temporal.PlainDate;
}

/** Refuses: `platform.not-found`. */
function settingCalled(name: string): AskedSetting {
  const setting = askedSettings.find((one) => one.name === name);
  if (!setting) throw notFound('setting');
  return setting;
}

function changed({ name }: AskedSetting, value: unknown): SettingsChanged {
  const [group, setting] = name.split('.') as [string, string];
  return { [group]: { [setting]: value } };
}
