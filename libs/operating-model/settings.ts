import { z } from 'zod';
import { authorityLadder, schoolLadder } from './ladder.js';

/** A whole number of days, months or pence, within what anyone would mean. */
const whole = (least: number, most: number) => z.int().min(least).max(most);
const group = <Shape extends z.ZodRawShape>(shape: Shape) =>
  z.strictObject({
    ...shape,
    illustrative: z.boolean().optional().describe('Made up, because no paper gives it.'),
  });

const dayOfYear = z
  .string('must be a day of the year, as month and day in quotes like "04-01"')
  .regex(
    /^(0[1-9]|1[0-2])-(0[1-9]|1\d|2[0-8])$/,
    'must be a day that every year has, as month and day like "04-01"',
  )
  .meta({ id: 'dayOfYear' });

/**
 * What an operator may choose, said once: the type of what contexts read, the check of what is chosen, and the part of
 * the YAML's JSON Schema. Each has the range that anyone would mean, and what holds when the operator says nothing;
 * without a default it must be said. Names and meanings are also in docs/operators.md.
 */
export const settings = z.strictObject({
  agreements: group({
    year_start: z
      .strictObject({ maintained: dayOfYear, academy: dayOfYear })
      .describe('When the year of each kind of school starts; any other school has that of maintained ones.'),
    notice_days: whole(0, 365).describe(
      'How long before its term ends a school says that it leaves or steps down.',
    ),
    reminder_days: whole(0, 365).describe('How long before the notice date it is told that its term ends.'),
    invoice_days: whole(0, 365)
      .default(30)
      .describe('How long before its term starts a signed agreement is billed.'),
    start_back_days: whole(0, 365)
      .default(31)
      .describe('How far before today a school may let an agreement start.'),
    start_ahead_days: whole(0, 730)
      .default(366)
      .describe('How far after today a school may let an agreement start.'),
  }),
  approvals: group({
    window_days: whole(1, 366)
      .default(30)
      .describe('Days over which what a role ordered is added up against its approval limit.'),
    school: schoolLadder,
    authority: authorityLadder,
  }).prefault({}),
  brokerage: group({
    acknowledge_days: whole(1, 60)
      .default(1)
      .describe('In how many working days a broker acknowledges a request of that day.'),
    match_days: whole(1, 250)
      .default(10)
      .describe('In how many working days a request of that day is matched.'),
    phase_weight: whole(0, 1000)
      .default(40)
      .describe('How much it counts that someone knows schools of the phase.'),
    need_weight: whole(0, 1000).default(30).describe('How much it counts that they lead on the need.'),
    spare_weight: whole(0, 1000)
      .default(20)
      .describe('How much it counts that their own school can spare the days.'),
    rating_weight: whole(0, 1000).default(15).describe('How much it counts that schools rated them well.'),
    distance_weight: whole(0, 1000)
      .default(10)
      .describe('How much it counts that they are near: whole next door, nothing from 50 km on.'),
  }).prefault({}),
  credits: group({
    per_day: z
      .record(z.string(), whole(0, 10_000_000))
      .describe('Hundredths of a credit for a day of each designation.'),
    earned_months: whole(1, 120).describe('How many months credits last that a school earned.'),
    protected_days: whole(0, 190).describe(
      'Days a term that a school’s people give others before it is protected.',
    ),
    support_is: z
      .string()
      .min(2)
      .max(30)
      .default('consultancy')
      .describe(
        'Which kind of service support between schools is: what credits granted for that kind may pay.',
      ),
  }),
  delivery: group({
    visit_notice_days: whole(1, 90)
      .default(1)
      .describe('Until how many days before it a school may call a visit off; at least the day before.'),
    place_notice_days: whole(0, 90)
      .default(0)
      .describe('Until how many days before the course a place may be given back; 0: until it starts.'),
    horizon_days: whole(1, 1100)
      .default(550)
      .describe('How far ahead days are booked and courses dated; eighteen months unless said.'),
  }).prefault({}),
  funding: group({
    most_pence: whole(1, 100_000_000_000)
      .default(1_000_000_000)
      .describe('The largest fund, in pence; £10 million unless said.'),
    longest_days: whole(1, 3660)
      .default(1100)
      .describe('The longest that one fund may run; three years unless said.'),
  }).prefault({}),
  ledger: group({
    giving: z
      .enum(['allowed', 'refused'])
      .describe('Whether schools of an authority may give each other credits.'),
    expired_holds: z
      .enum(['honoured', 'released'])
      .describe('What becomes of a promise on days or credits that end before it.'),
  }),
});

/** What holds for an operator on a day, with what it left unsaid filled in. */
export type Settings = z.output<typeof settings>;
/** The same as someone writes it: what has a default may be left out. */
export type SettingsSaid = z.input<typeof settings>;
/** Some of them. */
export type SettingsChanged = { [Group in keyof Settings]?: Partial<Settings[Group]> };

/** Each group's settings, as they are declared. */
export const groupsOfSettings: readonly (readonly [group: string, shape: z.ZodRawShape])[] = Object.entries(
  settings.shape,
).map(([group, declared]) => [
  group,
  declared instanceof z.ZodPrefault ? declared.unwrap().shape : declared.shape,
]);

/** What holds where an operator says nothing, by group. */
export const unsaid: Readonly<Record<string, object>> = Object.fromEntries(
  groupsOfSettings.map(([group, shape]) => {
    const usual = Object.entries(shape).filter(([, setting]) => setting instanceof z.ZodDefault);
    return [
      group,
      Object.fromEntries(usual.map(([name, setting]) => [name, (setting as z.ZodDefault).parse(undefined)])),
    ];
  }),
);
