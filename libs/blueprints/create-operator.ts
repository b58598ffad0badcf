import { Injectable } from '@nestjs/common';
import {
  Database,
  derivedId,
  GBP,
  jobActor,
  newId,
  Operators,
  parseQuantity,
  Refusal,
  Temporal,
  type Actor,
  type Tx,
  type Unit,
} from '#platform';
import { Catalogue, type Means, type NewGrant, type NewOffer, type NewPrice } from '#catalogue';
import { Directory, laId, type Organisation, type School } from '#directory';
import { Memberships, Parties } from '#identity';
import { BillingDetails, JournalRules } from '#invoicing';
import { Ledger } from '#ledger';
import { poolOf } from '#entitlements';
import { CREDIT, DAY, OperatingModel, PLACE, Vocabularies } from '#operating-model';
import type { Blueprint, BlueprintOffer, BlueprintPrice, BlueprintSupplier } from './declaration.js';

export interface Created {
  readonly operatorId: string;
  readonly hostId: string;
  readonly staff: Actor;
  readonly schools: readonly School[];
  readonly laIds: readonly string[];
}

/** Makes an operator from a blueprint: its parties from the register, its offers, its rules. */
@Injectable()
export class OperatorCreation {
  constructor(
    private readonly db: Database,
    private readonly operators: Operators,
    private readonly model: OperatingModel,
    private readonly vocabularies: Vocabularies,
    private readonly directory: Directory,
    private readonly parties: Parties,
    private readonly memberships: Memberships,
    private readonly catalogue: Catalogue,
    private readonly details: BillingDetails,
    private readonly journalRules: JournalRules,
    private readonly ledger: Ledger,
  ) {}

  /**
   * In one transaction: it is made whole or not at all, and can be tried again. `rehearsalNow` gives it a clock of its own, else it runs on the wall clock. Refuses: `blueprints.no-schools`,
   * `directory.unknown-la`, `platform.operator-exists`.
   */
  async create(
    blueprint: Blueprint,
    options: { slug?: string; name?: string; rehearsalNow?: Temporal.Instant } = {},
  ): Promise<Created> {
    const operatorId = newId();
    const staff = jobActor(operatorId, `operator ${options.slug ?? blueprint.slug} is created`);
    return this.db.systemTx('an operator is created from a blueprint', async (system) => {
      const { authorities, exclude } = blueprint;
      const laIds = (await this.directory.lasByCode(system, authorities)).map((la) => la.organisationId);
      const schools = await this.directory.openStateFundedSchools(system, {
        laCodes: authorities,
        excludeSelective: exclude.selective,
        excludeUrns: exclude.urns,
      });
      if (!schools.length)
        throw new Refusal(
          'blueprints.no-schools',
          `The register has no open state-funded school in ${authorities.join(', ')}. Import it first.`,
          'invalid',
        );
      const organisation = (key: string, name: string) =>
        this.directory.add(system, { kind: 'provider', key, name });
      const host = await organisation(blueprint.slug, blueprint.host.name);
      const others: Organisation[] = [];
      for (const provider of blueprint.providers)
        others.push(await organisation(provider.key, provider.name));
      await this.operators.create(system, {
        operatorId,
        slug: options.slug ?? blueprint.slug,
        name: options.name ?? blueprint.name,
        blueprint: blueprint.slug,
        colour: blueprint.colour,
        rehearsalNow: options.rehearsalNow ?? null,
      });

      const tx = await this.db.enter(system, staff);
      await this.vocabularies.begin(tx, blueprint.vocabularies);
      await this.model.begin(tx, blueprint.settings);
      await this.parties.addMany(tx, [
        { organisationId: host.organisationId, host: true, provider: true },
        ...others.map(({ organisationId }, index) => {
          const role = blueprint.providers[index]!.party_role;
          return role ? { organisationId, roles: [role] } : { organisationId, provider: true };
        }),
        ...laIds.map((organisationId) => ({ organisationId, commissioner: true })),
        ...schools.map(({ organisationId }) => ({ organisationId, buyer: true })),
      ]);
      await this.leaveOut(tx, blueprint, schools);
      await this.ledger.open(
        tx,
        blueprint.accounts.map((account) => ({ owner: null, ...account, floor: null })),
      );
      await this.suppliers(tx, blueprint, host, others);
      await this.offers(tx, blueprint, host, others);
      return { operatorId, hostId: host.organisationId, staff, schools, laIds };
    });
  }

  /** The schools of its authorities that the model excludes are not offered to it as new ones. */
  private async leaveOut(tx: Tx, blueprint: Blueprint, schools: readonly School[]): Promise<void> {
    const members = new Set(schools.map((school) => school.organisationId));
    const all = await this.directory.openStateFundedSchools(tx, { laCodes: blueprint.authorities });
    for (const { organisationId } of all)
      if (!members.has(organisationId))
        await this.memberships.leaveOut(tx, organisationId, 'Left out by the operating model');
  }

  private async suppliers(
    tx: Tx,
    blueprint: Blueprint,
    host: Organisation,
    others: readonly Organisation[],
  ): Promise<void> {
    const declare = async (supplier: BlueprintSupplier, { organisationId }: Organisation) => {
      const illustrative = supplier.illustrative ?? false;
      await this.details.supplier(tx, {
        supplierId: organisationId,
        legalType: supplier.legal_type,
        laCode: supplier.la_code ?? null,
        vatNumber: supplier.vat_number,
        prefix: supplier.prefix,
        bank: supplier.bank && {
          name: supplier.bank.name,
          sortCode: supplier.bank.sort_code,
          number: supplier.bank.account_number,
        },
        illustrative,
      });
      await this.details.address(tx, organisationId, supplier.address, illustrative);
    };
    await declare(blueprint.host, host);
    for (const [index, provider] of blueprint.providers.entries()) await declare(provider, others[index]!);
    for (const code of blueprint.authorities) {
      const lines = blueprint.authority_addresses[code];
      if (lines) await this.details.address(tx, laId(code), lines, true);
    }
    await this.journalRules.begin(tx);
  }

  private async offers(
    tx: Tx,
    blueprint: Blueprint,
    host: Organisation,
    others: readonly Organisation[],
  ): Promise<void> {
    const units = [GBP, ...blueprint.vocabularies.units];
    for (const plan of blueprint.plans) {
      await this.catalogue.publish(tx, {
        offerId: offerId(tx.operatorId, plan.slug),
        slug: plan.slug,
        providerId: host.organisationId,
        kind: 'plan',
        title: plan.title,
        summary: plan.summary,
        need: plan.need,
        serviceType: plan.service_type,
        accepts: ['money'],
        tier: plan.tier,
        cfrCode: 'E27',
        aarCode: 'BAE230',
        prices: [price(plan.price, units)],
        grants: [
          ...grants(plan.grants, units),
          ...plan.grants.restricted.flatMap(({ to, ...kept }) => grants(kept, units, to)),
        ],
      });
    }
    for (const offer of blueprint.offers)
      await this.catalogue.publish(tx, toOffer(tx.operatorId, offer, host.organisationId, units));
    for (const [index, provider] of blueprint.providers.entries()) {
      for (const offer of provider.offers)
        await this.catalogue.publish(tx, toOffer(tx.operatorId, offer, others[index]!.organisationId, units));
    }
  }
}

/** An offer's id is known from its slug, so that scenarios and links can name it. */
export const offerId = (operatorId: string, slug: string): string => derivedId(operatorId, `offer ${slug}`);

const amount = (value: number | undefined, unit: Unit): bigint =>
  value === undefined ? 0n : parseQuantity(value.toString(), unit);

function price(written: BlueprintPrice, units: readonly Unit[]): NewPrice {
  const { basis } = written;
  const unit = units.find(({ code }) => code === written.unit)!;
  const bands = basis === 'by-roll' ? written.bands : [];
  return {
    unit: unit.code,
    forSchools: written.for_schools,
    basis,
    amount: amount(written.amount, unit),
    minimum: amount(written.minimum, unit),
    bands: bands.map((band) => ({ to: band.to, amount: amount(band.amount, unit) })),
    illustrative: written.illustrative,
    startsOn: Temporal.PlainDate.from('2000-01-01'),
    source: written.source,
  };
}

type Grants = Omit<Blueprint['plans'][number]['grants'], 'restricted'>;

function grants(written: Grants, units: readonly Unit[], restriction?: readonly string[]): NewGrant[] {
  const grant = (unit: Unit, value: number | undefined, label: string): NewGrant => ({
    ...{ unit: unit.code, pool: poolOf('', unit.code).code, amount: amount(value, unit), label },
    ...(restriction && { restriction }),
  });
  const own = units.flatMap((unit) => {
    const value = written.other?.[unit.code];
    return value === undefined
      ? []
      : [grant(unit, value, `${unit.label[0]!.toLowerCase()}${unit.label.slice(1)}`)];
  });
  const all = [
    grant(DAY, written.days, 'days of a School Improvement Partner'),
    grant(CREDIT, written.credits, restriction ? 'credits' : 'credits for support, courses and services'),
    grant(PLACE, written.free_places, 'free course places'),
    ...own,
  ];
  return all.filter(({ amount }) => amount > 0n);
}

const toOffer = (
  operatorId: string,
  offer: BlueprintOffer,
  providerId: string,
  units: readonly Unit[],
): NewOffer => ({
  offerId: offerId(operatorId, offer.slug),
  slug: offer.slug,
  providerId,
  kind: offer.kind,
  title: offer.title,
  summary: offer.summary,
  need: offer.need,
  serviceType: offer.service_type,
  accepts: offer.accepts as Means[],
  tier: null,
  cfrCode: offer.codes.cfr,
  aarCode: offer.codes.aar,
  prices: offer.prices.map((one) => price(one, units)),
  grants: [],
});
