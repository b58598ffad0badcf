import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Ajv, type ErrorObject } from 'ajv';
import { parse } from 'yaml';
import { Refusal, type Unit } from '#platform';
import { creditsSpent, issued } from '#catalogue';

export interface BlueprintPrice {
  readonly unit?: 'GBP' | 'CREDIT' | 'DAY';
  readonly for_schools?: 'any' | 'maintained' | 'academy' | 'independent';
  readonly basis: 'flat' | 'per-pupil' | 'by-roll';
  /** Pounds, credits or days, as people write them. */
  readonly amount?: number;
  readonly minimum?: number;
  readonly bands?: readonly { to: number | null; amount: number }[];
  readonly illustrative: boolean;
  readonly source: string;
}

export interface BlueprintOffer {
  readonly slug: string;
  readonly kind: 'day' | 'service' | 'course';
  readonly title: string;
  readonly summary: string;
  readonly need: 'leadership' | 'teaching' | 'governance' | 'finance' | 'hr';
  readonly service_type: 'consultancy' | 'training' | 'teaching-staff' | 'services';
  readonly codes: { readonly cfr: string; readonly aar: string };
  readonly accepts: readonly ('entitlement' | 'credits' | 'money' | 'fund' | 'free')[];
  readonly prices: readonly BlueprintPrice[];
}

export interface BlueprintSupplier {
  readonly name: string;
  readonly legal_type: 'la' | 'company' | 'school' | 'sole-trader';
  readonly la_code?: string;
  readonly address: readonly string[];
  /** Null: not registered for VAT. */
  readonly vat_number: string | null;
  readonly bank: {
    readonly name: string;
    readonly sort_code: string;
    readonly account_number: string;
  } | null;
  readonly prefix: string;
}

/** An operating model as its YAML says it; `blueprint.schema.json` is what holds. */
export interface Blueprint {
  readonly name: string;
  readonly slug: string;
  readonly colour: string;
  readonly authorities: readonly string[];
  readonly exclude: { readonly selective: boolean; readonly urns: readonly number[] };
  readonly host: BlueprintSupplier;
  /** Where an authority that pays from a fund gets its invoices, by LA code; illustrative. */
  readonly authority_addresses: Readonly<Record<string, readonly string[]>>;
  readonly settings: Readonly<Record<string, unknown>>;
  /** The operator's own accounts, all unbounded: the sources and ends of what it grants. */
  readonly accounts: readonly { readonly unit: Unit; readonly code: string; readonly name: string }[];
  readonly plans: readonly {
    readonly slug: string;
    readonly title: string;
    readonly tier: number | null;
    readonly summary: string;
    readonly price: BlueprintPrice;
    readonly grants: { readonly days?: number; readonly credits?: number; readonly free_places?: number };
  }[];
  readonly offers: readonly BlueprintOffer[];
  readonly providers: readonly (BlueprintSupplier & {
    readonly key: string;
    readonly offers: readonly BlueprintOffer[];
  })[];
  readonly team: {
    readonly sips: readonly string[];
    readonly leaders: readonly {
      readonly designation: 'NLE' | 'LLE' | 'SLE';
      readonly issuer: string;
      readonly names: readonly string[];
    }[];
  };
}

const here = fileURLToPath(new URL('.', import.meta.url));
const models = join(here, 'models');
const schema = JSON.parse(readFileSync(join(here, 'blueprint.schema.json'), 'utf8')) as object;
const validate = new Ajv({ allErrors: true, strict: false }).compile<Blueprint>(schema);

/** The names of the models that come with Middletier. */
export const blueprintNames = (): string[] =>
  readdirSync(models)
    .map((file) => basename(file, '.yaml'))
    .sort();

/** One of Middletier's own models. Refuses: `blueprints.unknown`, `blueprints.invalid`. */
export function readBlueprint(name: string): Blueprint {
  if (!blueprintNames().includes(name)) {
    throw new Refusal(
      'blueprints.unknown',
      `There is no blueprint called ${name}. There are: ${blueprintNames().join(', ')}.`,
      'not-found',
    );
  }
  return parseBlueprint(readFileSync(join(models, `${name}.yaml`), 'utf8'), `${name}.yaml`);
}

/** Reads a model from YAML. Refuses `blueprints.invalid`, with every mistake on a line and where it stands. */
export function parseBlueprint(text: string, file: string): Blueprint {
  let read: unknown;
  try {
    read = parse(text);
  } catch (error) {
    throw new Refusal('blueprints.invalid', `${file} is not YAML: ${(error as Error).message}`, 'invalid');
  }
  let mistakes: string[];
  if (validate(read)) {
    mistakes = missingAccounts(read);
    if (!mistakes.length) return read;
  } else {
    mistakes = (validate.errors ?? []).filter((error) => error.keyword !== 'if').map(describe);
  }
  throw new Refusal(
    'blueprints.invalid',
    `${file} has ${mistakes.length === 1 ? 'a mistake' : `${mistakes.length} mistakes`}:\n${mistakes.map((line) => `  - ${line}`).join('\n')}`,
    'invalid',
  );
}

/** What signing a plan and booking a course post to must be in the chart. */
const missingAccounts = ({ accounts }: Blueprint): string[] =>
  [issued('DAY'), issued('CREDIT'), issued('PLACE'), creditsSpent]
    .filter(({ unit, code }) => !accounts.some((account) => account.unit === unit && account.code === code))
    .map(({ unit, code }) => `at accounts: there is no account ${code} in ${unit}`);

function describe(error: ErrorObject): string {
  const place = error.instancePath.slice(1).replaceAll('/', ' > ') || 'the top';
  const allowed = error.keyword === 'enum' ? `: ${(error.params.allowedValues as string[]).join(', ')}` : '';
  const extra =
    error.keyword === 'additionalProperties' ? ` (${error.params.additionalProperty as string})` : '';
  return `at ${place}: ${error.message}${allowed}${extra}`;
}
