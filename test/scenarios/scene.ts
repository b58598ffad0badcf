import { Test } from '@nestjs/testing';
import type { DynamicModule, Type } from '@nestjs/common';
import {
  Database,
  newId,
  Operators,
  PlatformModule,
  Temporal,
  type Actor,
  type Config,
  type Tx,
} from '#platform';
import { Agreements, Approvals, NextTerms, Purchases, Renewals } from '#agreements';
import { BlueprintsModule, OperatorCreation, readBlueprint, type Created } from '#blueprints';
import { Catalogue } from '#catalogue';
import { Courses, Endings, Practitioners, Requests, Shortlists, Visits } from '#delivery';
import { Calendar, Directory, type School, type Term } from '#directory';
import { Funds } from '#funding';
import { Limits, Memberships, Nominations, Parties, People } from '#identity';
import { Billing, Documents } from '#invoicing';
import { accountId, Books, Ledger } from '#ledger';
import { OperatingModel, Vocabularies } from '#operating-model';
import { CreditBank, Entitlements, poolOf } from '#entitlements';
import { FacadesModule } from '../../apps/boot/facades.module.js';
import { teamOf } from '../../apps/demonstration/operators.js';
import { gatherTeam } from '../../apps/demonstration/team.js';
import { checks } from '../../apps/terminal/checks.js';
import * as listed from '../../apps/worker/processors.js';
import { WorkerModule } from '../../apps/worker/worker.module.js';

/** Every context's facades on one database. */
async function facadesOf(config: Config, modules: (Type | DynamicModule)[]) {
  const app = await Test.createTestingModule({
    imports: [PlatformModule.with(config), BlueprintsModule, FacadesModule, ...modules],
  }).compile();
  await app.init();
  const get = <T>(facade: new (...parts: never[]) => T): T => app.get(facade, { strict: false });
  return {
    config,
    db: app.get(Database),
    agreements: get(Agreements),
    nextTerms: get(NextTerms),
    billing: get(Billing),
    books: get(Books),
    calendar: get(Calendar),
    catalogue: get(Catalogue),
    courses: get(Courses),
    credits: get(CreditBank),
    creation: get(OperatorCreation),
    directory: get(Directory),
    documents: get(Documents),
    endings: get(Endings),
    entitlements: get(Entitlements),
    funds: get(Funds),
    ledger: get(Ledger),
    limits: get(Limits),
    memberships: get(Memberships),
    model: get(OperatingModel),
    nominations: get(Nominations),
    operators: get(Operators),
    parties: get(Parties),
    people: get(People),
    practitioners: get(Practitioners),
    purchases: get(Purchases),
    renewals: get(Renewals),
    approvals: get(Approvals),
    requests: get(Requests),
    shortlists: get(Shortlists),
    visits: get(Visits),
    vocabularies: get(Vocabularies),
    close: () => app.close(),
  };
}
export type Facades = Awaited<ReturnType<typeof facadesOf>>;
export type Scene = Facades;

/** The facades alone: what they publish waits for a worker. */
export const openFacades = (config: Config): Promise<Facades> => facadesOf(config, []);
/** With a worker that does what they publish. */
export const openScene = (config: Config): Promise<Scene> => facadesOf(config, [WorkerModule.with(listed)]);

/** An operator of a blueprint at a time of its own, with a team, and term dates for its authorities. */
export async function createOperator(scene: Scene, blueprint: string, now: string): Promise<Created> {
  const created = await scene.creation.create(readBlueprint(blueprint), {
    slug: `${blueprint}-${newId()}`,
    rehearsalNow: Temporal.Instant.from(now),
  });
  await scene.db.tx(created.staff, (tx) => gatherTeam(tx, scene.practitioners, created, teamOf(blueprint)));
  await scene.db.systemTx('a scenario sets term dates', async (tx) => {
    for (const la of created.laIds) await scene.calendar.setTerms(tx, la, terms);
  });
  return created;
}

const halfTerms: [name: string, from: string, to: string][] = [
  ['Autumn 1', '09-02', '10-23'],
  ['Autumn 2', '11-02', '12-18'],
  ['Spring 1', '01-04', '02-12'],
  ['Spring 2', '02-22', '03-24'],
  ['Summer 1', '04-12', '05-28'],
  ['Summer 2', '06-07', '07-21'],
];
/** The same every year from 2025 to 2028. */
const terms: Term[] = [2025, 2026, 2027].flatMap((academicYear) =>
  halfTerms.map(([name, from, to]) => ({
    name,
    academicYear,
    startsOn: `${name.startsWith('Autumn') ? academicYear : academicYear + 1}-${from}`,
    endsOn: `${name.startsWith('Autumn') ? academicYear : academicYear + 1}-${to}`,
  })),
);

export const actingFor = (operatorId: string, organisationId: string, role: Actor['role']): Actor => ({
  operatorId,
  scope: 'party',
  organisationId,
  organisationIds: [organisationId],
  personId: null,
  role,
  requestId: 'scenario',
});

export const advance = (scene: Scene, created: Created, to: string) =>
  scene.db.tx(created.staff, (tx) => scene.operators.advance(tx, Temporal.Instant.from(to)));

/** What a school has of one unit: posted, held, available. */
export async function held(
  scene: Scene,
  tx: Tx,
  school: School | { organisationId: string },
  unit: 'DAY' | 'CREDIT' | 'PLACE',
) {
  const id = accountId(tx.operatorId, poolOf(school.organisationId, unit));
  const balance = (await scene.ledger.balances(tx, [id])).get(id);
  return balance && { posted: balance.posted, held: balance.heldOut, available: balance.available };
}

/** What `npm run verify` finds in the whole database: nothing, when the books are right. */
export async function verify(scene: Facades): Promise<string[]> {
  const findings: string[] = [];
  for (const check of checks)
    findings.push(...(await scene.db.systemTx(`verify: ${check.name}`, (tx) => check.findings(tx))));
  return findings;
}
