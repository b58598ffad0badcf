import { mistakesIn, type AskedSetting, type Ladder, type LadderRoles } from '#operating-model';
import { roleName } from '#identity';
import { pounds, type Role } from '#platform';
import type { Values } from '../../kit/form.js';
import { readNumber, text, texts, typed, type Answers, type Field, type Read } from '../../kit/questions.js';

const called = (role: string): string => roleName(role as Role).toLowerCase();
const listed = (roles: readonly string[]): string => roles.map(called).join(' or the ');

/** The form names roles from the lowest up; where today's ladder has another order, in that. */
function inOrder({ roles }: LadderRoles, { rungs }: Ladder): string[] {
  const held: string[] = rungs.map(({ role }) => role);
  const usual = roles.filter((role) => held.includes(role));
  return held.join() === usual.join()
    ? [...roles]
    : [...held, ...roles.filter((role) => !held.includes(role))];
}

/** A ladder of approval, asked role by role from the first rung up. */
export function ladderAnswers(asked: LadderRoles, check: AskedSetting['check'], held: Ladder): Answers {
  const order = inOrder(asked, held);
  const setters = (role: string) =>
    asked.setters.filter((setter) => order.indexOf(setter) > order.indexOf(role));
  return {
    fields: [
      ...order.flatMap((role) => roleFields(role, setters(role))),
      {
        name: 'keys_as',
        heading: 'Beyond one’s own limit',
        label: 'Another system with a key orders within the limit of',
        as: 'one',
        options: [
          ...asked.orderers.map((role) => ({ value: role, text: `The ${called(role)}` })),
          { value: 'nobody', text: 'Nobody: it orders nothing' },
        ],
      },
      {
        name: 'above',
        label: 'Who is asked for more than anyone here approves?',
        hint: 'As one says it after “your”: governing board',
        as: 'text',
      },
    ],
    shown: (value) => shown(value as Ladder, order),
    read: (values) => read(values, order, check),
    said: (value) => said(value as Ladder),
  };
}

const roleFields = (role: string, setters: readonly string[]): Field[] => [
  {
    name: `${role}-may`,
    heading: roleName(role as Role),
    label: 'How much do they approve alone?',
    as: 'one',
    options: [
      { value: 'nothing', text: 'They approve nothing' },
      { value: 'limit', text: 'Up to a limit' },
      { value: 'any', text: 'Any amount' },
    ],
  },
  {
    name: `${role}-limit`,
    label: 'The limit, if there is one',
    hint: '£0: they prepare, and someone further up approves',
    as: 'amount',
  },
  ...(setters.length
    ? [
        {
          name: `${role}-set_by`,
          label: 'Who may set another limit for them, at their own school or authority?',
          hint: 'Nobody ticked: what you say here always holds',
          as: 'several' as const,
          options: setters.map((setter) => ({ value: setter, text: `The ${called(setter)}` })),
        },
      ]
    : []),
];

function shown({ rungs, keys_as, above }: Ladder, order: readonly string[]): Values {
  const values: Record<string, string | readonly string[]> = { above, keys_as: keys_as ?? 'nobody' };
  for (const role of order) {
    const rung = rungs.find((one) => one.role === role);
    const limit = rung?.usual_pence;
    values[`${role}-may`] = !rung ? 'nothing' : limit === undefined ? 'any' : 'limit';
    values[`${role}-limit`] = limit === undefined ? '' : typed(limit, 'pence');
    values[`${role}-set_by`] = rung?.set_by ?? [];
  }
  return values;
}

const most = 100_000_000_000;

function read(values: Values, order: readonly string[], check: AskedSetting['check']): Read {
  const mistakes: [string, string][] = [];
  const rungs = order.flatMap((role) => {
    const may = text(values, `${role}-may`);
    if (!['nothing', 'limit', 'any'].includes(may))
      mistakes.push([`${role}-may`, `Choose how much the ${called(role)} approves alone`]);
    if (may !== 'limit' && may !== 'any') return [];
    const rung = { role, set_by: texts(values, `${role}-set_by`) };
    if (may === 'any') return [rung];
    const label = `The limit of the ${called(role)}`;
    const limit = readNumber(text(values, `${role}-limit`), { label, least: 0, most, measure: 'pence' });
    if ('mistake' in limit) mistakes.push([`${role}-limit`, limit.mistake]);
    return [{ ...rung, usual_pence: 'value' in limit ? limit.value : 0 }];
  });
  const keys = text(values, 'keys_as');
  const value = {
    rungs,
    ...(keys !== 'nobody' && { keys_as: keys }),
    above: text(values, 'above'),
  };
  if (mistakes.length) return { mistakes };
  const [wrong] = mistakesIn(check, value);
  if (!wrong) return { value };
  const [part, place, what] = wrong.path;
  if (part === 'above') return { mistakes: [['above', 'Say in 3 to 60 characters who is asked']] };
  if (part === 'keys_as')
    return { mistakes: [['keys_as', 'Choose someone who approves something, or nobody']] };
  const rung = typeof place === 'number' ? rungs[place] : undefined;
  return rung
    ? { mistakes: [[`${rung.role}-${what === 'set_by' ? 'set_by' : 'may'}`, 'Choose from these']] }
    : { mistakes: [[`${order[0]}-may`, 'Someone must approve: choose at least one role that does']] };
}

/** The ladder in words, a line for each rung. */
function said({ rungs, keys_as, above }: Ladder): string {
  return [
    ...rungs.map(({ role, usual_pence, set_by }) => {
      const alone =
        usual_pence === undefined
          ? 'any amount'
          : usual_pence === 0
            ? 'nothing alone'
            : `up to ${pounds(BigInt(usual_pence), { whole: true })} alone`;
      return `${roleName(role)}: ${alone}${set_by.length ? `, unless the ${listed(set_by)} sets a limit` : ''}`;
    }),
    `More than that: your ${above}`,
    keys_as
      ? `Another system with a key: as the ${called(keys_as)}`
      : 'Another system with a key orders nothing',
  ].join('\n');
}
