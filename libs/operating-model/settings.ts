import { z } from 'zod';
import { authorityLadder, schoolLadder } from './ladder.js';
import { asked } from './question.js';
import { brokerage, shortlists } from './settings.brokerage.js';
import { group, whole } from './settings.group.js';

const dayOfYear = z
  .string('must be a day of the year, as month and day in quotes like "04-01"')
  .regex(
    /^(0[1-9]|1[0-2])-(0[1-9]|1\d|2[0-8])$/,
    'must be a day that every year has, as month and day like "04-01"',
  )
  .meta({ id: 'dayOfYear' });

// What a choice counts for, of several settings.
const terms = 'Terms that start on that day or later; agreements made for earlier ones stay as they are.';
const prepared = 'Agreements prepared on that day or later.';
const opened = 'Funds opened on that day or later.';

/**
 * What an operator may choose, said once: the type of what contexts read, the check of what is chosen, the question
 * on a page, and the part of the YAML's JSON Schema. Each has the range that anyone would mean, and what holds when the operator says nothing;
 * without a default it must be said. Names and meanings are also in docs/operators.md.
 */
export const settings = z.strictObject({
  agreements: group('Agreements', {
    year_start: z
      .strictObject({ maintained: dayOfYear, academy: dayOfYear })
      .describe('When the year of each kind of school starts; any other school has that of maintained ones.')
      .register(asked, {
        label: 'The year starts',
        options: { maintained: 'Maintained schools and others that are not academies', academy: 'Academies' },
        counts: terms,
      }),
    notice_days: whole(0, 365)
      .describe('How long before its term ends a school says that it leaves or steps down.')
      .register(asked, { label: 'Notice', measure: 'days', counts: terms }),
    late_notice_days: whole(0, 90)
      .default(14)
      .describe('How long whoever signs after the notice date, or close before it, may still give notice.')
      .register(asked, {
        label: 'Notice after a late signature',
        measure: 'days',
        counts: 'Agreements signed on that day or later.',
      }),
    reminder_days: whole(0, 365)
      .describe('How long before the notice date it is told that its term ends.')
      .register(asked, {
        label: 'Reminder before notice',
        measure: 'days',
        counts: 'Agreements whose schools were not yet reminded.',
      }),
    ask_days: whole(0, 365)
      .default(90)
      .describe('How long before the notice date a school’s home page asks how it goes on.')
      .register(asked, {
        label: 'Asked on the home page before notice',
        measure: 'days',
        counts: 'Home pages of schools on that day or later.',
      }),
    invoice_days: whole(0, 365)
      .default(30)
      .describe('How long before its term starts a signed agreement is billed.')
      .register(asked, { label: 'Invoice before the term starts', measure: 'days', counts: terms }),
    start_back_days: whole(0, 365)
      .default(31)
      .describe('How far before today a school may let an agreement start.')
      .register(asked, { label: 'Earliest start of an agreement', measure: 'days', counts: prepared }),
    start_ahead_days: whole(0, 730)
      .default(366)
      .describe('How far after today a school may let an agreement start.')
      .register(asked, { label: 'Latest start of an agreement', measure: 'days', counts: prepared }),
    dated_back_days: whole(0, 1830)
      .default(366)
      .describe('How far before today staff, who say why, may date the start of an agreement.')
      .register(asked, {
        label: 'Earliest start to which staff date back',
        measure: 'days',
        counts: prepared,
      }),
  }),
  approvals: group('Who approves', {
    window_days: whole(1, 366)
      .default(30)
      .describe('Days over which what a role ordered is added up against its approval limit.')
      .register(asked, {
        label: 'Orders that are added up',
        measure: 'days',
        counts: 'What is ordered, earmarked or approved on that day or later.',
      }),
    school: schoolLadder,
    authority: authorityLadder,
  }).prefault({}),
  brokerage,
  credits: group('Credits', {
    per_day: z
      .record(z.string(), whole(0, 10_000_000))
      .describe('Hundredths of a credit for a day of each designation.')
      .register(asked, {
        label: 'Credits for a day',
        measure: 'hundredths of a credit',
        words: 'designations',
        hint: 'What the school that asks pays for a day. Leave it empty where a day has no price in credits.',
        counts: 'People proposed on that day or later; what was proposed before keeps its credits.',
      }),
    earned_months: whole(1, 120)
      .describe(
        'How many months credits last that a school earns, from the day on which the report of a visit earns them.',
      )
      .register(asked, {
        label: 'How long earned credits last',
        measure: 'months',
        counts: 'Visits reported on that day or later; what was earned before keeps its last day.',
      }),
    protected_days: whole(0, 190)
      .describe('Days a term that a school’s people give others before it is protected.')
      .register(asked, { label: 'Protection of a school that gives', measure: 'days', counts: shortlists }),
    support_is: z
      .string()
      .min(2)
      .max(30)
      .default('consultancy')
      .describe(
        'Which kind of service support between schools is: what credits granted for that kind may pay.',
      )
      .register(asked, {
        label: 'Support between schools is',
        words: 'service_types',
        counts: 'Support proposed on that day or later.',
      }),
  }),
  delivery: group('Visits and courses', {
    visit_notice_days: whole(1, 90)
      .default(1)
      .describe('Until how many days before it a school may call a visit off; at least the day before.')
      .register(asked, {
        label: 'Calling a visit off',
        measure: 'days',
        counts: 'Visits called off on that day or later, whenever they were booked.',
      }),
    place_notice_days: whole(0, 90)
      .default(0)
      .describe('Until how many days before the course a place may be given back; 0: until it starts.')
      .register(asked, {
        label: 'Giving a course place back',
        measure: 'days',
        counts: 'Places given back on that day or later, whenever they were booked.',
      }),
    report_days: whole(0, 90)
      .default(5)
      .describe('Within how many days of a visit its report is filed; later it is shown as late.')
      .register(asked, {
        label: 'Report of a visit within',
        measure: 'days',
        counts: 'Reports that are awaited on that day or later, whenever the visit was.',
      }),
    horizon_days: whole(1, 1100)
      .default(550)
      .describe('How far ahead days are booked and courses dated; eighteen months unless said.')
      .register(asked, {
        label: 'How far ahead',
        measure: 'days',
        counts: 'Visits booked and courses dated on that day or later.',
      }),
    course_dates: whole(1, 1000)
      .default(100)
      .describe('How many dates to come one course may have.')
      .register(asked, { label: 'Dates to come of a course', counts: 'Courses dated on that day or later.' }),
  }).prefault({}),
  funding: group('Funds of authorities', {
    most_pence: whole(1, 100_000_000_000)
      .default(1_000_000_000)
      .describe('The largest fund, in pence; £10 million unless said.')
      .register(asked, {
        label: 'Largest fund',
        hint: 'The most that an authority may put into one fund.',
        measure: 'pence',
        counts: opened,
      }),
    longest_days: whole(1, 3660)
      .default(1100)
      .describe('The longest that one fund may run; three years unless said.')
      .register(asked, {
        label: 'Longest fund',
        hint: 'The longest that one fund may run.',
        measure: 'days',
        counts: opened,
      }),
    open_earmarks: whole(1, 1000)
      .default(24)
      .describe('How many earmarks of one authority, of whichever funds, a school may have open at once.')
      .register(asked, {
        label: 'Open earmarks for one school',
        hint: 'Each stays apart until its fund closes, and the school sees all of them where it pays.',
        counts: 'Money earmarked on that day or later.',
      }),
  }).prefault({}),
  ledger: group('What schools have', {
    giving: z
      .enum(['allowed', 'refused'])
      .describe('Whether schools of an authority may give each other credits.')
      .register(asked, {
        label: 'Giving each other credits',
        options: { allowed: 'Allowed', refused: 'Not allowed' },
        counts: 'Credits given on that day or later.',
      }),
    least_given: whole(1, 100_000)
      .default(50)
      .describe(
        'Hundredths of a credit that a school gives another at a time, at least; half a credit unless said.',
      )
      .register(asked, {
        label: 'Least gift of credits',
        hint: 'Each gift stays apart from what the other school has, with its own last day.',
        measure: 'hundredths of a credit',
        counts: 'Credits given on that day or later.',
      }),
    most_granted: whole(0, 100_000_000)
      .default(20_000)
      .describe(
        'Hundredths of a credit that a school is granted over `granted_days` without a second person; 200 credits unless said.',
      )
      .register(asked, {
        label: 'Granted without a second person',
        hint: 'What is granted to one school is added up; beyond it a correction is proposed, which a second person decides.',
        measure: 'hundredths of a credit',
        counts: 'Credits granted on that day or later.',
      }),
    granted_days: whole(1, 366)
      .default(365)
      .describe('Days over which what a school is granted is added up.')
      .register(asked, {
        label: 'Grants that are added up',
        measure: 'days',
        counts: 'Credits granted on that day or later.',
      }),
    warn_days: whole(0, 366)
      .default(60)
      .describe('How long before their last day a school is told what of its days, places and credits ends.')
      .register(asked, {
        label: 'Told before days or credits end',
        measure: 'days',
        counts: 'Home pages of schools on that day or later.',
      }),
    expired_holds: z
      .enum(['honoured', 'released'])
      .describe('What becomes of a promise on days or credits that end before it.')
      .register(asked, {
        label: 'Booked beyond the last day of days or credits',
        options: { honoured: 'The booking is kept', released: 'The booking loses what pays for it' },
        counts: 'Days and credits whose last day passes on that day or later.',
      }),
  }),
});

/** What holds for an operator on a day, with what it left unsaid filled in. */
export type Settings = z.output<typeof settings>;
/** The same as someone writes it: what has a default may be left out. */
export type SettingsSaid = z.input<typeof settings>;
/** Some of them. */
export type SettingsChanged = { [Group in keyof Settings]?: Partial<Settings[Group]> };
