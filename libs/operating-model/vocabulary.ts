import { z } from 'zod';
import { GBP, isLine, type Temporal, type Unit } from '#platform';
import { asked, questionOf, type Question } from './question.js';
import { programUnits, unitCode } from './units.js';

export const line = (least: number, most: number) =>
  z.string().min(least).max(most).refine(isLine, 'must be one line without control characters');

const word = {
  code: z
    .string('must be letters and hyphens')
    .regex(/^[A-Za-z][A-Za-z-]{1,29}$/, 'must be 2 to 30 letters and hyphens')
    .describe('How it is written in rows and addresses; never changed.'),
  label: line(2, 80).describe('How people read it.'),
};
const listOf = <Shape extends z.ZodRawShape>(more: Shape) =>
  z
    .array(z.strictObject({ ...word, ...more }))
    .min(1)
    .refine(distinct, 'names a code twice');

function distinct(words: readonly unknown[]): boolean {
  return new Set(words.map((word) => (word as { code: string }).code)).size === words.length;
}

const needs = [
  { code: 'leadership', label: 'Leadership' },
  { code: 'teaching', label: 'Teaching and learning' },
  { code: 'governance', label: 'Governance' },
  { code: 'finance', label: 'Finance' },
  { code: 'hr', label: 'Human resources' },
];
const designations = [
  { code: 'NLE', label: 'National Leader of Education (NLE)', leads: true },
  { code: 'LLE', label: 'Local Leader of Education (LLE)', leads: true },
  { code: 'SLE', label: 'Specialist Leader of Education (SLE)', leads: true },
  { code: 'SIP', label: 'School Improvement Partner (SIP)', leads: false },
  { code: 'adviser', label: 'Adviser', leads: false },
  { code: 'clerk', label: 'Clerk to governors', leads: false },
];

/** The kinds of service that the law of VAT tells apart (handbook Part 1 (b) 3). */
const taxed = ['consultancy', 'training', 'teaching-staff', 'services'] as const;
export type TaxedAs = (typeof taxed)[number];
const serviceTypes: { code: string; label: string; taxed_as: TaxedAs }[] = [
  { code: 'consultancy', label: 'Consultancy', taxed_as: 'consultancy' },
  { code: 'training', label: 'Training', taxed_as: 'training' },
  { code: 'teaching-staff', label: 'Teaching staff', taxed_as: 'teaching-staff' },
  { code: 'services', label: 'Other services', taxed_as: 'services' },
];

/** What a party may do here; each role of the operator's own gives one or more of them. */
const deeds = ['buys', 'provides', 'commissions', 'hosts'] as const;
export type Deed = (typeof deeds)[number];
const partyRoles: { code: string; label: string; may: Deed[] }[] = [
  { code: 'host', label: 'The operator itself', may: ['hosts'] },
  { code: 'commissioner', label: 'Local authority', may: ['commissions'] },
  { code: 'provider', label: 'Provider', may: ['provides'] },
  { code: 'buyer', label: 'School', may: ['buys'] },
];

const noun = (what: string, label: string) => line(1, 40).describe(what).register(asked, { label });

/** The operator's own words, in their order; the field's usual ones where a blueprint says nothing. */
export const vocabularies = z
  .strictObject({
    needs: listOf({}).default(needs).describe('What schools need support with, and what an offer is for.'),
    designations: listOf({
      leads: z
        .boolean()
        .describe('Whether its holders may support other schools.')
        .register(asked, { label: 'Its holders may support other schools' }),
    })
      .default(designations)
      .describe('What practitioners are designated, the highest first.'),
    service_types: listOf({
      taxed_as: z
        .enum(taxed)
        .describe('What the law of VAT takes it for.')
        .register(asked, {
          label: 'The law of VAT takes it for',
          options: {
            consultancy: 'Consultancy',
            training: 'Training',
            'teaching-staff': 'Teaching staff',
            services: 'Other services',
          },
        }),
    })
      .default(serviceTypes)
      .describe('What kinds of service an offer may be.'),
    party_roles: listOf({
      may: z
        .array(z.enum(deeds))
        .min(1)
        .describe('What a party in this role does here.')
        .register(asked, {
          label: 'An organisation in this role',
          options: {
            buys: 'buys',
            provides: 'provides',
            commissions: 'commissions for its schools',
            hosts: 'is the operator itself',
          },
        }),
    })
      .default(partyRoles)
      .describe(
        'As what an organisation is a party here; unless said, who does a thing joins in the role that does the least besides, the first of such.',
      ),
    units: listOf({
      code: z
        .string('must be capital letters and hyphens')
        .regex(unitCode, 'must be 2 to 30 capital letters and hyphens')
        .refine((code) => code !== GBP.code, 'is money, which is no word')
        .describe('How it is written in rows and addresses; never changed.'),
      one: noun('One of it: hour.', 'One is called'),
      many: noun('Several of it: hours.', 'Several are called'),
      places: z
        .int()
        .min(0)
        .max(4)
        .describe('How many digits stand after the point: 2 counts hundredths, 0 whole ones only.')
        .register(asked, { label: 'Digits after the point' }),
    })
      .default([...programUnits])
      .describe('What is counted here besides money; DAY, CREDIT and PLACE are among them, as they are.'),
  })
  .superRefine(({ party_roles, units }, context) => {
    for (const { code, one, many, places } of programUnits)
      if (
        !units.some(
          (unit) => unit.code === code && unit.one === one && unit.many === many && unit.places === places,
        )
      )
        context.addIssue({
          code: 'custom',
          path: ['units'],
          message: `must have ${code} as it is: one ${one}, many ${many}, ${places} places`,
        });
    const missing = deeds.filter((deed) => !party_roles.some(({ may }) => may.includes(deed)));
    if (missing.length)
      context.addIssue({
        code: 'custom',
        path: ['party_roles'],
        message: `has no role that ${missing.join(', or that ')}`,
      });
  })
  .prefault({});

/** As someone writes them; what is left out has its usual words. */
export type VocabulariesSaid = z.input<typeof vocabularies>;
type Said = z.output<typeof vocabularies>;

/** A word and the days on which it may be chosen. */
export interface Word {
  readonly code: string;
  readonly label: string;
  /** `YYYY-MM-DD`. */
  readonly fromOn: string;
  readonly untilOn: string | null;
}
export interface Designation extends Word {
  /** Whether its holders may support other schools. */
  readonly leads: boolean;
}
export interface ServiceType extends Word {
  /** What the law takes it for. */
  readonly taxedAs: TaxedAs;
}
export interface PartyRole extends Word {
  readonly may: readonly Deed[];
}
/** What is counted besides money. */
export interface UnitWord extends Word, Unit {}
export interface Words {
  readonly needs: readonly Word[];
  readonly designations: readonly Designation[];
  readonly service_types: readonly ServiceType[];
  readonly party_roles: readonly PartyRole[];
  readonly units: readonly UnitWord[];
}
export type Vocabulary = keyof Said;

/** Of one vocabulary: what a new word must say. */
export type NewWord<Of extends Vocabulary> = Said[Of][number];

/** The check of words that are added to one vocabulary, whatever the others are. */
export const newWords = (vocabulary: Vocabulary): z.ZodType =>
  z.strictObject({ [vocabulary]: vocabularies.unwrap().shape[vocabulary] });

/** One of the lists, as a page shows it and asks for a new word of it. */
export interface WordList {
  readonly name: Vocabulary;
  readonly title: string;
  readonly about: string;
  /** Of one word. */
  readonly check: z.ZodType;
  /** What a word says besides its code and label; `field`: under what name it is kept. */
  readonly questions: readonly {
    readonly name: string;
    readonly field: string;
    readonly question: Question;
  }[];
}
const plain = { code: '', label: '' };
const titles: Readonly<Partial<Record<Vocabulary, string>>> = {
  service_types: 'Kinds of service',
  party_roles: 'Roles of organisations',
};
const lists: Readonly<Record<string, z.ZodDefault<z.ZodArray<z.ZodObject>>>> = vocabularies.unwrap()
  .shape as never;
export const wordLists: readonly WordList[] = Object.entries(lists).map(([name, list]) => {
  const { shape } = list.unwrap().element;
  const words = name.replaceAll('_', ' ');
  return {
    name: name as Vocabulary,
    title: titles[name as Vocabulary] ?? words.charAt(0).toUpperCase() + words.slice(1),
    about: list.description ?? '',
    check: list.unwrap().element,
    questions: Object.entries(shape)
      .filter(([field]) => !(field in plain))
      .map(([field, check]) => ({
        name: field,
        field: field.replaceAll(/_(\w)/g, (_, letter: string) => letter.toUpperCase()),
        question: questionOf(
          check,
          asked.get(check as z.ZodType) ?? { label: (check as z.ZodType).description ?? field },
        )!,
      })),
  };
});

/** Those that may be chosen on a day, in their order. */
export const inUse = <One extends Word>(words: readonly One[], on: { toString(): string }): One[] =>
  words.filter(
    ({ fromOn, untilOn }) => fromOn <= on.toString() && (untilOn === null || on.toString() <= untilOn),
  );

/** The others that may be chosen after the last day of one: begun by then, and with no last day. */
export const stayingAfter = <One extends Word>(
  lastDay: Temporal.PlainDate,
  { code }: Word,
  words: readonly One[],
): One[] => {
  const next = lastDay.add({ days: 1 }).toString();
  return words.filter((other) => other.code !== code && other.untilOn === null && other.fromOn <= next);
};

/** Of what a role does, that which nobody could join to do after its last day: no other role stays that does it and has begun by then. */
export const undoneAfter = (
  lastDay: Temporal.PlainDate,
  role: PartyRole,
  roles: readonly PartyRole[],
): Deed[] => {
  const staying = stayingAfter(lastDay, role, roles);
  return role.may.filter((deed) => !staying.some((other) => other.may.includes(deed)));
};

/** How people read a code; the code itself where nobody knows it. */
export const labelOf = (words: readonly Word[], code: string): string =>
  words.find((word) => word.code === code)?.label ?? code;
