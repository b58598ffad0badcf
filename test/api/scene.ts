import { Test } from '@nestjs/testing';
import { BlueprintsModule, OperatorCreation, readBlueprint, type Created } from '#blueprints';
import { Calendar, laId, organisationId, schoolId, Directory } from '#directory';
import { Practitioners, Requests } from '#delivery';
import { ApiKeys, Limits, type KeyScope } from '#identity';
import { Agreements } from '#agreements';
import { Billing } from '#invoicing';
import { Database, newId, PlatformModule, Temporal, type Config } from '#platform';
import { ownDatabase } from '#testing';
import { ApiModule, configureApi, configureApiAlone } from '../../apps/api/api.module.js';
import { FacadesModule } from '../../apps/boot/facades.module.js';
import { serve, type Parts } from '../../apps/boot/serve.js';
import { teamOf } from '../../apps/demonstration/operators.js';
import { gatherTeam } from '../../apps/demonstration/team.js';

/** What came back, with the body read as JSON when it is some. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- a test reads what it expects; what is not there fails it
  readonly body: any;
}
export interface Sent {
  readonly body?: unknown;
  /** A new one for each request that changes something, unless given; null sends none. */
  readonly once?: string | null;
  readonly match?: string;
  readonly headers?: Readonly<Record<string, string>>;
}
export type Key = string | null;

/** Six schools of Kingston: what the blueprint makes an operator from. */
const schools = [1, 2, 3, 4, 5, 6].map((n) => ({ urn: 900_000 + n, name: `School ${n}`, academy: n > 4 }));

/** The API served for real, on a database of its own with two operators of the same schools. */
export async function openApi(
  overrides: Partial<Config> = {},
  loggingTo: (config: Config) => Pick<Parts, 'logging'> = () => ({}),
) {
  const own = await ownDatabase();
  const config = Object.assign(own.config, overrides);
  const context = await Test.createTestingModule({
    imports: [PlatformModule.with(config), BlueprintsModule, FacadesModule],
  }).compile();
  const get = <T>(facade: new (...parts: never[]) => T): T => context.get(facade, { strict: false });
  const db = context.get(Database);
  await writeRegister(db, get(Directory), get(Calendar));
  const create = async (name: string) => {
    const created = await get(OperatorCreation).create(readBlueprint('education-kingston'), {
      slug: `api-${name.toLowerCase()}`,
      name,
      rehearsalNow: Temporal.Instant.from('2026-09-07T09:00:00Z'),
    });
    const team = teamOf('education-kingston');
    await db.tx(created.staff, (tx) => gatherTeam(tx, get(Practitioners), created, team));
    return created;
  };
  const one = await create('One');
  const other = await create('Other');

  const stops: (() => Promise<void>)[] = [];
  const address = await serve(
    config,
    { modules: [ApiModule], configure: [configureApi, configureApiAlone], ...loggingTo(config) },
    (stop) => stops.push(stop),
  );
  const keys = get(ApiKeys);
  const key = (created: Created, party: string, ...scopes: KeyScope[]) =>
    db.tx(
      created.staff,
      async (tx) =>
        (
          await keys.issue(tx, {
            organisationId: party,
            name: 'test',
            scopes: scopes.length ? scopes : ['read', 'write'],
          })
        ).key,
    );

  return {
    db,
    one,
    other,
    address,
    config,
    schoolIds: schools.map(({ urn }) => schoolId(urn)),
    la: laId('314'),
    provider: organisationId('provider', 'kingston-independent'),
    key,
    limit: (created: Created, school: string, pence: bigint) =>
      db.tx(created.staff, (tx) => get(Limits).set(tx, school, 'business-manager', pence)),
    agreements: get(Agreements),
    billing: get(Billing),
    requests: get(Requests),
    call: (key: Key, method: string, path: string, sent: Sent = {}) =>
      call(`${address}/api/v1${path}`, key, method, sent),
    close: async () => {
      for (const stop of stops) await stop();
      await context.close();
      await own.drop();
    },
  };
}
export type ApiScene = Awaited<ReturnType<typeof openApi>>;

async function call(
  url: string,
  key: Key,
  method: string,
  { body, once = newId(), match, headers }: Sent,
): Promise<Answer> {
  const response = await fetch(url, {
    method,
    headers: {
      ...(key && { authorization: `Bearer ${key}` }),
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...(once !== null && method !== 'GET' && { 'idempotency-key': once }),
      ...(match && { 'if-match': match }),
      ...headers,
    },
    ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  const json = response.headers.get('content-type')?.includes('json');
  return { status: response.status, headers: response.headers, body: json && text ? JSON.parse(text) : text };
}

async function writeRegister(db: Database, directory: Directory, calendar: Calendar): Promise<void> {
  await db.systemTx('a test writes a small register', async (tx) => {
    await directory.add(tx, { kind: 'la', key: '314', name: 'Kingston upon Thames' });
    for (const { urn, name, academy } of schools) {
      await tx.query(
        `INSERT INTO directory.organisation (organisation_id, kind, key, name) VALUES ($1, 'school', $2, $3)`,
        [schoolId(urn), String(urn), name],
      );
      await tx.query(
        `INSERT INTO directory.school (organisation_id, urn, name, la_code, la_name, status, phase, type_code, funding_status, state_funded, roll, easting, northing)
         VALUES ($1, $2, $3, '314', 'Kingston upon Thames', 'open', 'primary', CASE WHEN $4 = 'academy' THEN '34' ELSE '01' END, $4, true, 200, $5, 169000)`,
        [schoolId(urn), urn, name, academy ? 'academy' : 'maintained', 518_000 + (urn % 10) * 100],
      );
    }
    await calendar.setTerms(tx, laId('314'), [
      { name: 'Autumn 1', academicYear: 2026, startsOn: '2026-09-02', endsOn: '2026-10-23' },
      { name: 'Autumn 2', academicYear: 2026, startsOn: '2026-11-02', endsOn: '2026-12-18' },
    ]);
  });
}
