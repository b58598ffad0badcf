import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { Test } from '@nestjs/testing';
import type { INestApplicationContext } from '@nestjs/common';
import { Database, derivedId, jobActor, newId, Operators, PlatformModule, Temporal, type Actor, type Config, type Tx, type Unit } from '#platform';
import { Agreements, Purchases } from '#agreements';
import { BlueprintsModule, OperatorCreation, readBlueprint, type Created } from '#blueprints';
import { Catalogue, poolOf } from '#catalogue';
import { Courses, Practitioners, Requests, Visits } from '#delivery';
import { Calendar, Directory, type School, type Term } from '#directory';
import { Funds, walletAccount } from '#funding';
import { Limits, Parties, People } from '#identity';
import { Documents } from '#invoicing';
import { accountId, Ledger } from '#ledger';
import * as listed from '../../apps/worker/processors.js';
import { WorkerModule } from '../../apps/worker/worker.module.js';

/** A folder of real data beside the project, when it is there. */
export const sharedFile = (path: string): string | undefined => {
  const file = resolve('../shared/data', path);
  return existsSync(file) ? file : undefined;
};

/** Everything a scenario does goes through the facades of one running application, its worker included. */
export async function openScene(config: Config) {
  const app: INestApplicationContext = await Test.createTestingModule({
    imports: [PlatformModule.with(config), BlueprintsModule, WorkerModule.with(listed)],
  }).compile();
  await app.init();
  const db = app.get(Database);
  const get = <T>(facade: new (...parts: never[]) => T): T => app.get(facade, { strict: false });
  const facades = {
    agreements: get(Agreements), catalogue: get(Catalogue), courses: get(Courses), documents: get(Documents), funds: get(Funds), ledger: get(Ledger),
    limits: get(Limits), people: get(People), parties: get(Parties), practitioners: get(Practitioners), purchases: get(Purchases), requests: get(Requests), visits: get(Visits), directory: get(Directory),
    calendar: get(Calendar), operators: get(Operators), creation: get(OperatorCreation),
  };
  return { app, db, config, ...facades, close: () => app.close() };
}
export type Scene = Awaited<ReturnType<typeof openScene>>;

/** An operator of a blueprint at a time of its own, with term dates for its authorities. */
export async function createOperator(scene: Scene, blueprint: string, now: string): Promise<Created> {
  const created = await scene.creation.create(readBlueprint(blueprint), { slug: `${blueprint}-${newId()}`, rehearsalNow: Temporal.Instant.from(now) });
  await scene.db.systemTx('a scenario sets term dates', async (tx) => {
    for (const la of created.laIds) await scene.calendar.setTerms(tx, la, terms);
  });
  return created;
}

const halfTerms: [name: string, from: string, to: string][] = [
  ['Autumn 1', '09-02', '10-23'], ['Autumn 2', '11-02', '12-18'], ['Spring 1', '01-04', '02-12'],
  ['Spring 2', '02-22', '03-24'], ['Summer 1', '04-12', '05-28'], ['Summer 2', '06-07', '07-21'],
];
/** The same every year from 2025 to 2028. */
const terms: Term[] = [2025, 2026, 2027].flatMap((academicYear) =>
  halfTerms.map(([name, from, to]) => ({
    name, academicYear, startsOn: `${name.startsWith('Autumn') ? academicYear : academicYear + 1}-${from}`, endsOn: `${name.startsWith('Autumn') ? academicYear : academicYear + 1}-${to}`,
  })),
);

export const actingFor = (operatorId: string, organisationId: string, role: Actor['role']): Actor => ({
  operatorId, scope: 'party', organisationId, organisationIds: [organisationId], personId: null, role, requestId: 'scenario',
});

export const advance = (scene: Scene, created: Created, to: string) =>
  scene.db.tx(created.staff, (tx) => scene.operators.advance(tx, Temporal.Instant.from(to)));

/** What a school has of one unit: posted, held, available. */
export async function held(scene: Scene, tx: Tx, school: School | { organisationId: string }, unit: 'DAY' | 'CREDIT' | 'PLACE') {
  const id = accountId(tx.operatorId, poolOf(school.organisationId, unit));
  const balance = (await scene.ledger.balances(tx, [id])).get(id);
  return balance && { posted: balance.posted, held: balance.heldOut, available: balance.available };
}

export { derivedId, jobActor, walletAccount, type Unit };
