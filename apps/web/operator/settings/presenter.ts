import { askedSettings, type AskedSetting, type Choice, type Settings, type Words } from '#operating-model';
import { longDate, shortDate, Temporal } from '#platform';
import { checkPage, donePage } from '../../kit/check.js';
import { blankForm, type FormState } from '../../kit/form.js';
import { page } from '../../kit/page.js';
import { shownFields } from '../../kit/questions.js';
import { dayOf } from '../../kit/words.js';
import { paths } from '../../paths.js';
import { answersOf } from './answers.js';

/** What a page of settings knows: what was ever chosen, what holds today, and by whom. */
export interface Chosen {
  readonly choices: readonly Choice[];
  readonly now: Settings;
  readonly words: Words;
  readonly names: ReadonlyMap<string, string>;
  readonly today: Temporal.PlainDate;
}

export const heldOf = (now: Settings, name: string): unknown => {
  const [group, setting] = name.split('.') as [string, string];
  return (now as unknown as Record<string, Record<string, unknown>>)[group]![setting];
};

const ofSetting = (choices: readonly Choice[], { name }: AskedSetting) =>
  choices.filter((choice) => choice.name === name);
/** Those that follow, of each day the last one. */
const laterThan = (day: string, choices: readonly Choice[]) =>
  choices.filter(({ holdsFrom }, index) => holdsFrom > day && choices[index + 1]?.holdsFrom !== holdsFrom);

const fromOf = ({ holdsFrom }: Choice): string =>
  holdsFrom <= '2000-01-01' ? 'From the start' : `From ${shortDate(holdsFrom)}`;
const byOf = ({ chosenBy, holdsFrom, chosenAt }: Choice, names: Chosen['names']): string => {
  if (chosenBy) return `Chosen by ${names.get(chosenBy) ?? 'someone who has left'} on ${dayOf(chosenAt)}`;
  return holdsFrom <= '2000-01-01'
    ? 'As this operator was set up'
    : `Chosen by whoever runs this service on ${dayOf(chosenAt)}`;
};
const inSentence = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1);

export function presentSettings({ choices, now, words, names, today }: Chosen) {
  const groups = [...new Set(askedSettings.map(({ group }) => group))];
  const rowOf = (setting: AskedSetting) => {
    const { said } = answersOf(setting, words, heldOf(now, setting.name), today);
    const own = ofSetting(choices, setting);
    const held = own.filter(({ holdsFrom }) => holdsFrom <= today.toString()).at(-1);
    return {
      label: setting.question.label,
      href: paths.settings.show(setting.name),
      now: said(heldOf(now, setting.name)),
      since: held ? fromOf(held) : 'As is usual: nobody has chosen otherwise',
      by: held?.chosenBy ? byOf(held, names) : null,
      next: laterThan(today.toString(), own).map(
        (choice) => `${fromOf(choice)}: ${said(choice.value)}\n${byOf(choice, names)}`,
      ),
    };
  };
  return page('operator/settings/page.njk', 'Settings', {
    groups: groups.map((group) => ({
      name: group,
      rows: askedSettings.filter((setting) => setting.group === group).map(rowOf),
    })),
  });
}

export function presentSetting(setting: AskedSetting, chosen: Chosen, form?: FormState) {
  const held = heldOf(chosen.now, setting.name);
  const { fields, shown, said } = answersOf(setting, chosen.words, held, chosen.today);
  const state = form ?? blankForm(shown(held));
  return page(
    'operator/settings/setting.njk',
    setting.question.label,
    {
      group: setting.group,
      hint: setting.question.hint,
      now: said(held),
      history: ofSetting(chosen.choices, setting)
        .map((choice) => ({ from: fromOf(choice), said: said(choice.value), by: byOf(choice, chosen.names) }))
        .reverse(),
      counts: inSentence(setting.counts),
      action: paths.settings.check(setting.name),
      fields: shownFields(fields, state),
    },
    { form: state, back: { href: paths.settings.index, text: 'Settings' } },
  );
}

export function presentSettingCheck(
  setting: AskedSetting,
  { choices, now, words, today }: Chosen,
  wanted: { value: unknown; before: unknown; from: Temporal.PlainDate },
  form: FormState,
) {
  const { said } = answersOf(setting, words, heldOf(now, setting.name), today);
  const { from, value, before } = wanted;
  const [next] = laterThan(from.toString(), ofSetting(choices, setting));
  return checkPage(
    'Check what you change',
    {
      rows: [
        { key: setting.question.label, value: said(value) },
        { key: 'Instead of', value: said(before) },
        { key: 'From', value: longDate(from) },
        ...(next
          ? [
              {
                key: 'Until',
                value: `${longDate(Temporal.PlainDate.from(next.holdsFrom).subtract({ days: 1 }))}. From the next day it is, as was already chosen:\n${said(next.value)}`,
              },
            ]
          : []),
        { key: 'What it counts for', value: setting.counts },
      ],
      action: paths.settings.show(setting.name),
      changeAction: paths.settings.check(setting.name),
      button: 'Change the setting',
      then: 'Nothing changes before that day. Afterwards everyone on this page sees that you chose it, and what was chosen before stays to be read.',
    },
    form,
  );
}

/** What was chosen last of a setting. */
export function presentChosen(setting: AskedSetting, { value, holdsFrom }: Choice, chosen: Chosen) {
  const { said } = answersOf(setting, chosen.words, heldOf(chosen.now, setting.name), chosen.today);
  return donePage('The setting is changed', {
    text: `${setting.question.label}, from ${longDate(holdsFrom)}`,
    rows: [{ key: setting.question.label, value: said(value) }],
    next: [`It counts for ${inSentence(setting.counts)}`],
    actions: [
      { text: 'See all settings', href: paths.settings.index },
      { text: 'See what was chosen of this one', href: paths.settings.show(setting.name) },
    ],
  });
}
