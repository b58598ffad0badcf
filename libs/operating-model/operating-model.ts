import { Injectable } from '@nestjs/common';
import { newId, record, Refusal, requireStaff, shortDate, Temporal, type Details, type Tx } from '#platform';
import { unsaid } from './groups-of-settings.js';
import { checked, mistaken } from './mistakes.js';
import { Setting } from './setting.entity.js';
import { settings, type Settings, type SettingsChanged, type SettingsSaid } from './settings.js';
import { KeptDesignation, KeptServiceType, type KeptWord } from './word.entity.js';

/** One setting, from a day on, until the next of its name. */
export interface Choice {
  /** As `agreements.notice_days`. */
  readonly name: string;
  /** `YYYY-MM-DD`. */
  readonly holdsFrom: string;
  readonly value: unknown;
  readonly chosenAt: Date;
  /** Null: the program, when the operator was made. */
  readonly chosenBy: string | null;
}

/** Before any day that an operator could ask of; as a blueprint's prices. */
export const fromTheBeginning = Temporal.PlainDate.from('2000-01-01');

/** What an operator has chosen, each with the day from which it holds. Nothing is changed afterwards: a later choice follows. */
@Injectable()
export class OperatingModel {
  /** A transaction reads it once, whatever it asks, and puts together once what holds after so many of the choices. */
  private readonly read = new WeakMap<Tx, { choices: Promise<Choice[]>; after: Map<number, Settings> }>();

  /** What holds on a day, today unless given. At most one statement in a transaction. */
  async on(tx: Tx, date: Temporal.PlainDate = tx.today): Promise<Settings> {
    const choices = await this.choices(tx);
    const { after } = this.read.get(tx)!;
    const day = date.toString();
    const later = choices.findIndex(({ holdsFrom }) => holdsFrom > day);
    const count = later < 0 ? choices.length : later;
    const known = after.get(count) ?? held(grouped(choices.slice(0, count)));
    after.set(count, known);
    return known;
  }

  /** Everything that was ever chosen, by the day from which it holds; of the same day and name the last one holds. */
  async choices(tx: Tx): Promise<Choice[]> {
    const known = this.read.get(tx) ?? { choices: readChoices(tx), after: new Map<number, Settings>() };
    this.read.set(tx, known);
    return known.choices;
  }

  /** What a new operator has chosen, from the beginning; after its words. Refuses: `operating-model.invalid`, `operating-model.begun`. */
  async begin(tx: Tx, said: SettingsSaid): Promise<void> {
    requireStaff(tx.actor, []);
    if ((await this.choices(tx)).length)
      throw new Refusal('operating-model.begun', 'This operator has an operating model already.');
    const { right, mistakes } = checked(settings, said);
    const all = [...mistakes, ...(await unknownWords(tx, right ?? said, fromTheBeginning))];
    if (all.length) throw mistaken('operating-model.invalid', 'The operating model', all);
    await this.write(tx, said, fromTheBeginning);
  }

  /**
   * The operator's administrator chooses otherwise from a day on, today or later: what was, was. Refuses:
   * `platform.forbidden`, `operating-model.invalid`, `operating-model.past`.
   */
  async choose(tx: Tx, changed: SettingsChanged, from: Temporal.PlainDate = tx.today): Promise<void> {
    await this.mayChoose(tx, changed, from);
    await this.write(tx, changed, from);
  }

  /** Refuses what `choose` does, and changes nothing. */
  async mayChoose(tx: Tx, changed: SettingsChanged, from: Temporal.PlainDate): Promise<void> {
    requireStaff(tx.actor, ['administrator']);
    notPast(tx, from, 'A choice holds from');
    const choices = await this.choices(tx);
    const before = grouped(choices.filter(({ holdsFrom }) => holdsFrom <= from.toString()));
    const after = { ...before };
    for (const [name, values] of Object.entries(changed)) after[name] = { ...before[name], ...values };
    const mistakes = [...checked(settings, after).mistakes, ...(await unknownWords(tx, changed, from))];
    if (mistakes.length) throw mistaken('operating-model.invalid', 'The choice', mistakes);
  }

  private async write(tx: Tx, said: object, from: Temporal.PlainDate): Promise<void> {
    const chosen = Object.entries(said).flatMap(([group, values]) =>
      Object.entries(values as object).map(([name, value]) => ({ name: `${group}.${name}`, value })),
    );
    const by = {
      operatorId: tx.operatorId,
      holdsFrom: from.toString(),
      chosenAt: tx.now,
      chosenBy: tx.actor.personId,
    };
    await tx.em.insert(
      Setting,
      chosen.map((one) => ({ ...by, ...one, settingId: newId() })),
    );
    this.read.delete(tx);
    const details: Details = Object.fromEntries(
      chosen.map(({ name, value }) => [name, JSON.stringify(value)]),
    );
    const subject = { type: 'operator', id: tx.operatorId };
    await record(tx, 'operating-model.choose', subject, { from: from.toString(), ...details });
  }
}

/** Refuses `operating-model.past`: what was decided by the rules of the past stays. */
export function notPast(tx: Tx, day: Temporal.PlainDate, what: string): void {
  if (Temporal.PlainDate.compare(day, tx.today) < 0)
    throw new Refusal(
      'operating-model.past',
      `${what} ${shortDate(tx.today)} or a later day: what was decided by the rules of the past stays.`,
      'invalid',
    );
}

/**
 * A day of a designation has a rate, also of one that ends; of what is none the operator would wait in vain for credits. What support
 * is stays a kind of service from that day on: one that has a last day does not.
 */
async function unknownWords(
  tx: Tx,
  { credits }: SettingsChanged,
  from: Temporal.PlainDate,
): Promise<string[]> {
  const among = async (
    entity: new () => KeptWord,
    at: (code: string) => string,
    codes: readonly string[],
  ) => {
    if (!codes.length) return [];
    await lockWords(tx);
    const order = { position: 'ASC' } as const;
    const words = await tx.em.find(entity, { where: { operatorId: tx.operatorId }, order });
    const known = words.filter((word) => entity === KeptDesignation || staysFrom(word, from));
    return codes
      .filter((code) => !known.some((word) => word.code === code))
      .map((code) => `at ${at(code)}: must be one of: ${known.map((word) => word.code).join(', ')}`);
  };
  const kinds = credits?.support_is === undefined ? [] : [credits.support_is];
  return [
    ...(await among(
      KeptDesignation,
      (code) => `credits > per_day > ${code}`,
      Object.keys(credits?.per_day ?? {}),
    )),
    ...(await among(KeptServiceType, () => 'credits > support_is', kinds)),
  ];
}
const staysFrom = ({ fromOn, untilOn }: KeptWord, day: Temporal.PlainDate): boolean =>
  fromOn <= day.toString() && untilOn === null;

/**
 * Words end, and are chosen by settings, one after the other, so that of two that are ended at once one stays. An operator always has
 * roles of a party: they stand for all its words.
 */
export const lockWords = (tx: Tx): Promise<unknown> =>
  tx.query('SELECT FROM operating_model.party_role WHERE operator_id = $1 ORDER BY code FOR UPDATE', [
    tx.operatorId,
  ]);

/** Which kinds of service support is on a day or any later one, by what is chosen. */
export async function supportIs(tx: Tx, day: Temporal.PlainDate): Promise<unknown[]> {
  const own = (await readChoices(tx)).filter(({ name }) => name === 'credits.support_is');
  const begun = own.filter(({ holdsFrom }) => holdsFrom <= day.toString()).at(-1);
  const held = begun ? begun.value : (unsaid.credits as { support_is: string }).support_is;
  return [held, ...own.filter(({ holdsFrom }) => holdsFrom > day.toString()).map(({ value }) => value)];
}

const readChoices = (tx: Tx): Promise<Choice[]> =>
  tx.query(
    `SELECT name, holds_from, value, chosen_at, chosen_by FROM operating_model.setting WHERE operator_id = $1 ORDER BY holds_from, setting_id`,
    [tx.operatorId],
  );

/** It was checked when it was chosen, and is not again each time that it is read. */
function held(said: Groups): Settings {
  if (!Object.keys(said).length) throw new Error('Nothing was chosen by this day: the operator has no model');
  const groups = Object.entries(unsaid).map(([group, usual]) => [group, { ...usual, ...said[group] }]);
  return Object.fromEntries(groups) as Settings;
}

type Groups = Record<string, Record<string, unknown>>;

/** The last of each name, in its group. */
function grouped(choices: readonly Choice[]): Groups {
  const groups: Groups = {};
  for (const { name, value } of choices) {
    const [group, setting] = name.split('.') as [string, string];
    (groups[group] ??= {})[setting] = value;
  }
  return groups;
}
