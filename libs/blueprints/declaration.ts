import { z } from 'zod';
import { texts } from '#catalogue';
import { isText } from '#platform';
import { line, settings, unitCode, vocabularies } from '#operating-model';

const text = (least: number, most?: number) =>
  (most ? z.string().min(least).max(most) : z.string().min(least)).refine(
    isText,
    'must have no control characters',
  );
const written = (pattern: RegExp, as: string) => z.string(`must be ${as}`).regex(pattern, `must be ${as}`);

const laCode = written(/^\d{3}$/, 'the three digits of an authority, in quotes like "314"');
const address = z.array(line(2, 80)).min(1).max(6).meta({ id: 'address' });
const unit = written(unitCode, 'the code of a unit, in capital letters').describe(
  'GBP, or a code of the units among its vocabularies.',
);
/** Of whatever unit, as people write it. */
const amount = z.number().min(0);
const illustrative = z.boolean();

const common = {
  name: line(2, 120),
  address,
  vat_number: written(/^GB \d{3} \d{4} \d{2}( \d{3})?$/, 'like GB 123 4567 89')
    .nullable()
    .describe('null: not registered for VAT.'),
  bank: z
    .strictObject({
      name: line(2, 80),
      sort_code: written(/^\d{6}$/, 'six digits, in quotes'),
      account_number: written(/^\d{8}$/, 'eight digits, in quotes'),
    })
    .nullable(),
  prefix: written(/^[A-Z]{2,6}$/, 'two to six capital letters').describe(
    'Begins the numbers of its invoices.',
  ),
  illustrative: illustrative
    .optional()
    .describe(
      'true: its address, VAT number and account are examples, and said to be so until the real ones are set.',
    ),
};
const supplier = <Shape extends z.ZodRawShape>(more: Shape) =>
  z.discriminatedUnion('legal_type', [
    z.strictObject({ legal_type: z.literal('la'), la_code: laCode, ...common, ...more }),
    z.strictObject({
      legal_type: z.enum(['company', 'school', 'sole-trader']),
      la_code: laCode.optional(),
      ...common,
      ...more,
    }),
  ]);

const pricing = {
  unit: unit.default('GBP'),
  for_schools: z.enum(['any', 'maintained', 'academy', 'independent']).default('any'),
  minimum: amount.optional(),
  illustrative,
  source: text(...texts.source.length),
};
const price = z
  .discriminatedUnion('basis', [
    z.strictObject({ basis: z.enum(['flat', 'per-pupil']), amount, ...pricing }),
    z.strictObject({
      basis: z.literal('by-roll'),
      amount: z.never().optional(),
      bands: z.array(z.strictObject({ to: z.int().nullable(), amount })).min(1),
      ...pricing,
    }),
  ])
  .meta({ id: 'price' });

const need = z.string().describe('A code of the needs among its vocabularies.');
const serviceType = z.string().describe('A code of the service types among its vocabularies.');

const granted = {
  credits: amount.optional(),
  free_places: z.int().min(0).optional(),
  other: z.record(unit, amount).optional().describe('Of units of its own, by code: { HOUR: 6 }.'),
};

const plan = z.strictObject({
  slug: z.string(),
  title: line(...texts.title.length),
  tier: z.int().nullable(),
  summary: text(...texts.summary.length),
  need: need.default('leadership'),
  service_type: serviceType.default('consultancy'),
  price,
  grants: z.strictObject({
    days: amount.optional(),
    ...granted,
    restricted: z
      .array(z.strictObject({ to: z.array(serviceType).min(1), ...granted }))
      .default([])
      .describe('Besides, what pays for some service types only: { to: [training], free_places: 2 }.'),
  }),
});

const offer = z
  .strictObject({
    slug: z.string(),
    kind: z.enum(['day', 'service', 'course']),
    title: line(...texts.title.length),
    summary: text(...texts.summary.length),
    need,
    service_type: serviceType,
    codes: z.strictObject({ cfr: z.string(), aar: z.string() }),
    accepts: z
      .array(z.union([z.enum(['entitlement', 'credits', 'money', 'fund', 'free']), unit]))
      .min(1)
      .describe('What pays for it; of a unit of its own, the code.'),
    prices: z.array(price),
  })
  .meta({ id: 'offer' });

/** An operating model as its YAML says it: what is read, what is checked, and the schema that an editor helps with. */
export const blueprint = z
  .strictObject({
    name: line(2, 80),
    slug: written(/^[a-z0-9-]{2,60}$/, '2 to 60 small letters, digits and hyphens'),
    colour: written(/^#[0-9a-f]{6}$/, 'a colour in quotes like "#4c2c92"'),
    authorities: z
      .array(laCode)
      .min(1)
      .refine(distinct, 'names an authority twice')
      .meta({ uniqueItems: true }),
    exclude: z.strictObject({ selective: z.boolean(), urns: z.array(z.int()) }),
    host: supplier({}),
    authority_addresses: z
      .record(laCode, address)
      .describe('Where an authority that pays from a fund gets its invoices, by LA code; illustrative.'),
    settings,
    vocabularies,
    accounts: z
      .array(
        z.strictObject({
          unit,
          code: written(/^[a-z-]{2,40}$/, '2 to 40 small letters and hyphens'),
          name: line(3, 80),
        }),
      )
      .describe('The operator’s own accounts, all unbounded: the sources and ends of what it grants.'),
    plans: z.array(plan).min(1),
    offers: z.array(offer),
    providers: z.array(
      supplier({
        key: text(2),
        party_role: z
          .string()
          .optional()
          .describe(
            'A code of its party roles; left out: that which provides and does the least besides, the first of such.',
          ),
        offers: z.array(offer),
      }),
    ),
  })
  .meta({ title: 'An operating model' });

export type Blueprint = z.output<typeof blueprint>;
export type BlueprintPrice = z.output<typeof price>;
export type BlueprintOffer = z.output<typeof offer>;
export type BlueprintSupplier = Blueprint['host'];

/** The JSON Schema of the YAML, for editors. */
export const blueprintSchema = (): object => z.toJSONSchema(blueprint, { io: 'input', target: 'draft-7' });

function distinct(values: readonly string[]): boolean {
  return new Set(values).size === values.length;
}
