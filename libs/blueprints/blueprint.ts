import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import { GBP, Refusal, refusalOf } from '#platform';
import { paidSo, type NewOffer } from '#catalogue';
import { checked, CREDIT, DAY, isProgramUnit, mistaken, PLACE, unitCode } from '#operating-model';
import { creditsSpent, issued } from '#entitlements';
import { blueprint, type Blueprint } from './declaration.js';

const models = join(fileURLToPath(new URL('.', import.meta.url)), 'models');

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
  const { right, mistakes } = checked(blueprint, read);
  const all = right ? [...missingAccounts(right), ...unknownWords(right)] : mistakes;
  if (!right || all.length) throw mistaken('blueprints.invalid', file, all);
  return right;
}

/** What signing a plan and booking a course post to must be in the chart. */
const missingAccounts = ({ accounts }: Blueprint): string[] =>
  [issued(DAY.code), issued(CREDIT.code), issued(PLACE.code), creditsSpent]
    .filter(({ unit, code }) => !accounts.some((account) => account.unit === unit && account.code === code))
    .map(({ unit, code }) => `at accounts: there is no account ${code} in ${unit}`);

/** What an offer is for, which kind of service it or support is, what it is counted in, and of which designations a day has a rate, must be among the words. */
const unknownWords = ({
  settings,
  vocabularies,
  accounts,
  plans,
  offers,
  providers,
}: Blueprint): string[] => {
  const units = [GBP, ...vocabularies.units];
  const own = vocabularies.units.filter(({ code }) => !isProgramUnit(code));
  const all = [
    ...plans.map((offer, index) => ({
      offer: { ...offer, kind: 'plan' as const, accepts: [], prices: [offer.price] },
      at: `plans > ${index}`,
    })),
    ...offers.map((offer, index) => ({ offer, at: `offers > ${index}` })),
    ...providers.flatMap((provider, one) =>
      provider.offers.map((offer, index) => ({ offer, at: `providers > ${one} > offers > ${index}` })),
    ),
  ];
  const unknown = (at: string, code: string, words: readonly { readonly code: string }[]) =>
    words.some((word) => word.code === code)
      ? []
      : [`at ${at}: must be one of: ${words.map((word) => word.code).join(', ') || 'none'}`];
  return [
    ...Object.keys(settings.credits.per_day).flatMap((code) =>
      unknown(`settings > credits > per_day > ${code}`, code, vocabularies.designations),
    ),
    ...unknown('settings > credits > support_is', settings.credits.support_is, vocabularies.service_types),
    ...providers.flatMap(({ party_role }, index) =>
      party_role === undefined
        ? []
        : unknown(
            `providers > ${index} > party_role`,
            party_role,
            vocabularies.party_roles.filter(({ may }) => may.includes('provides')),
          ),
    ),
    ...accounts.flatMap(({ unit }, index) => unknown(`accounts > ${index} > unit`, unit, units)),
    ...plans.flatMap(({ grants: { restricted, ...grants } }, index) => {
      const at = `plans > ${index} > grants`;
      const parts = restricted.map((one, part) => ({ ...one, at: `${at} > restricted > ${part}` }));
      return [
        ...[{ ...grants, at }, ...parts].flatMap((one) =>
          Object.keys(one.other ?? {}).flatMap((code) => unknown(`${one.at} > other > ${code}`, code, own)),
        ),
        ...parts.flatMap((one) =>
          one.to.flatMap((code) => unknown(`${one.at} > to`, code, vocabularies.service_types)),
        ),
      ];
    }),
    ...all.flatMap(({ offer, at }) => [
      ...unknown(`${at} > need`, offer.need, vocabularies.needs),
      ...unknown(`${at} > service_type`, offer.service_type, vocabularies.service_types),
      ...offer.accepts
        .filter((means) => unitCode.test(means))
        .flatMap((code) => unknown(`${at} > accepts`, code, own)),
      ...unpaid(`${at} > accepts`, offer as Pick<NewOffer, 'kind' | 'accepts'>),
      ...offer.prices.flatMap(({ unit }) => unknown(`${at} > prices`, unit, units)),
    ]),
  ];
};

/** What a kind of offer is not paid with. */
function unpaid(at: string, offer: Pick<NewOffer, 'kind' | 'accepts'>): string[] {
  const no = refusalOf(() => paidSo(offer));
  return no ? [`at ${at}: ${no.message}`] : [];
}
