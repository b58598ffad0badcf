import { z } from 'zod';
import { asked } from './question.js';

/** Who may approve what a school orders, and what an authority earmarks: the roles that decide for such a party. */
const ofSchools = ['business-manager', 'headteacher', 'chair'] as const;
const ofAuthorities = ['budget-holder', 'commissioner'] as const;
export type Approver = (typeof ofSchools)[number] | (typeof ofAuthorities)[number];

/** One role that approves, and how much it does alone. */
export interface Rung<Of extends string = Approver> {
  readonly role: Of;
  /** What holds, in pence, at a party that has set no limit of its own; left out: no limit. */
  readonly usual_pence?: number | undefined;
  /** Who sets it for their party; nobody: it is the operator's alone. */
  readonly set_by: readonly Of[];
}

/** Who approves a party's orders, from the first rung up. */
export interface Ladder<Of extends string = Approver> {
  readonly rungs: readonly Rung<Of>[];
  /** The rung within whose limit a key orders: nobody raises a limit by writing a program. Left out: a key orders nothing. */
  readonly keys_as?: Of | undefined;
  /** Who is asked for what is above the last rung, as one says it after “your”. */
  readonly above: string;
}

const ladderOf = <
  const Roles extends readonly string[],
  const Setters extends readonly Roles[number][],
  const Orderers extends readonly Roles[number][],
>(
  roles: Roles,
  setters: Setters,
  orderers: Orderers,
  usual: Ladder<Roles[number]>,
  label: string,
  what: string,
) =>
  z
    .strictObject({
      rungs: z
        .array(
          z.strictObject({
            role: z.enum(roles).describe('Who approves.'),
            usual_pence: z
              .int()
              .min(0)
              .max(100_000_000_000)
              .optional()
              .describe('How much alone, in pence, until a party sets its own limit; left out: no limit.'),
            set_by: z
              .array(z.enum(setters))
              .describe('Who sets its limit at a party; nobody: always the usual one.'),
          }),
        )
        .min(1)
        .refine(
          (rungs) => new Set(rungs.map(({ role }) => role)).size === rungs.length,
          'names a role twice',
        ),
      keys_as: z
        .enum(orderers)
        .optional()
        .describe('Within whose limit a key orders: a role that orders itself; left out: it orders nothing.'),
      above: z
        .string()
        .min(3)
        .max(60)
        .describe('Who is asked for what is above the last rung, as one says it after “your”.'),
    })
    .superRefine(({ rungs, keys_as }, context) => {
      const order = rungs.map(({ role }) => role);
      const say = (path: (string | number)[], message: string) =>
        context.addIssue({ code: 'custom', path, message });
      rungs.forEach(({ set_by }, place) => {
        const below = order.slice(0, place + 1).filter((role) => (set_by as string[]).includes(role));
        if (below.length)
          say(
            ['rungs', place, 'set_by'],
            `a limit is set by those further up, never by ${below.join(' or ')}, whose own would follow from it`,
          );
      });
      if (keys_as !== undefined && !order.includes(keys_as))
        say(['keys_as'], `must be one of: ${order.join(', ')}`);
    })
    .default(usual as never)
    .describe(what)
    .register(asked, {
      label,
      ladder: { roles, setters, orderers },
      counts: 'What is ordered, earmarked or approved on that day or later.',
    });

export const schoolLadder = ladderOf(
  ofSchools,
  ['headteacher', 'chair'],
  ['business-manager', 'headteacher'],
  {
    rungs: [
      { role: 'business-manager', usual_pence: 0, set_by: ['headteacher', 'chair'] },
      { role: 'headteacher', set_by: ['chair'] },
    ],
    keys_as: 'business-manager',
    above: 'governing board',
  },
  'What a school orders',
  'Who approves what a school orders, from the first rung up.',
);
export const authorityLadder = ladderOf(
  ofAuthorities,
  ['commissioner'],
  ofAuthorities,
  {
    rungs: [{ role: 'budget-holder', set_by: ['commissioner'] }],
    keys_as: 'budget-holder',
    above: 'commissioner',
  },
  'What an authority earmarks',
  'Who approves what an authority earmarks, from the first rung up; a commissioner who is on none has no limit.',
);
