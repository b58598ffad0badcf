import type { SystemTx } from '#platform';
import { organisationId } from '../organisation.js';

/**
 * The set-based half of an import. A file's rows stand in a temporary table (it has no policies, so COPY may write it,
 * and is gone with the transaction), from which each step writes only what differs.
 */
export const stageSchools = `
  CREATE TEMPORARY TABLE school_row (LIKE directory.school) ON COMMIT DROP;
  ALTER TABLE school_row DROP missing_since, ALTER funding_status SET DEFAULT 'other', ALTER state_funded SET DEFAULT false`;

export const stageLinks = 'CREATE TEMPORARY TABLE link_row (LIKE directory.school_link) ON COMMIT DROP';

const count = async (tx: SystemTx, sql: string, parameters: readonly unknown[] = []): Promise<number> => {
  const [row] = await tx.query<{ count: bigint }>(`WITH written AS (${sql} RETURNING 1) SELECT count(*) FROM written`, parameters);
  return Number(row!.count);
};

/** A file with names only gets its codes from the LAs and trusts already held. */
export async function fillCodes(tx: SystemTx, columns: readonly string[]): Promise<void> {
  if (!columns.includes('la_code')) {
    await tx.query('UPDATE school_row SET la_code = la.la_code FROM directory.local_authority la WHERE la.name = school_row.la_name');
  }
  if (columns.includes('trust_name') && !columns.includes('trust_uid')) {
    await tx.query('UPDATE school_row SET trust_uid = trust.trust_uid FROM directory.trust WHERE trust.name = school_row.trust_name');
  }
}

/** Of the open schools held, how many the file lacks; and how many schools it brings that are not held. */
export async function loss(tx: SystemTx): Promise<{ held: number; lost: number; fresh: number }> {
  const [row] = await tx.query<{ held: number; lost: number; fresh: number }>(`
    SELECT count(*) FILTER (WHERE held.status LIKE 'open%' AND held.missing_since IS NULL)::int AS held,
      count(*) FILTER (WHERE held.status LIKE 'open%' AND held.missing_since IS NULL AND row.urn IS NULL)::int AS lost,
      count(*) FILTER (WHERE held.urn IS NULL)::int AS fresh
    FROM directory.school held FULL JOIN school_row row USING (organisation_id)`);
  return row!;
}

/** The columns that a file fills, by its own or through `fillCodes`. */
const filled = (columns: readonly string[]): string[] => [...new Set([...columns, 'la_code', ...(columns.includes('trust_name') ? ['trust_uid'] : [])])];

export function updateSchools(tx: SystemTx, columns: readonly string[]): Promise<number> {
  const names = filled(columns).filter((column) => column !== 'organisation_id' && column !== 'urn');
  const list = (alias: string) => names.map((name) => `${alias}.${name}`).join(', ');
  return count(tx, `
    UPDATE directory.school held SET ${names.map((name) => `${name} = row.${name}`).join(', ')}, missing_since = NULL
    FROM school_row row
    WHERE held.organisation_id = row.organisation_id
      AND (held.missing_since IS NOT NULL OR (${list('held')}) IS DISTINCT FROM (${list('row')}))`);
}

/** Adds the schools that are new. When they are most of the register, their search index is cheaper built at once. */
export async function createSchools(tx: SystemTx, columns: readonly string[], fresh: number): Promise<number> {
  if (!fresh) return 0;
  const names = [...new Set([...filled(columns), 'funding_status', 'state_funded'])].join(', ');
  const [row] = await tx.query<{ rebuild: boolean }>('SELECT $1 > count(*) AS rebuild FROM directory.school', [fresh]);
  if (row!.rebuild) await tx.query('SELECT directory.drop_search_index()');
  const created = await count(tx, `
    INSERT INTO directory.school (${names}) SELECT ${names} FROM school_row row
    WHERE NOT EXISTS (SELECT FROM directory.school held WHERE held.organisation_id = row.organisation_id)`);
  await tx.query(`INSERT INTO directory.organisation (organisation_id, kind, key, name)
    SELECT organisation_id, 'school', urn::text, name FROM school_row ON CONFLICT DO NOTHING`);
  if (row!.rebuild) await tx.query('SELECT directory.build_search_index()');
  return created;
}

/** Gives the LAs and trusts that schools name a row of their own, and renames what the file calls otherwise. */
export async function nameOrganisations(tx: SystemTx): Promise<void> {
  await tx.query(`
    UPDATE directory.organisation held SET name = row.name FROM school_row row
    WHERE held.organisation_id = row.organisation_id AND held.name <> row.name`);
  await nameBodies(tx, { kind: 'la', table: 'local_authority', key: 'la_code', name: 'la_name' });
  await nameBodies(tx, { kind: 'trust', table: 'trust', key: 'trust_uid', name: 'trust_name' });
}

async function nameBodies(tx: SystemTx, { kind, table, key, name }: { kind: 'la' | 'trust'; table: string; key: string; name: string }): Promise<void> {
  const bodies = await tx.query<{ key: string; name: string }>(`
    SELECT row.${key} AS key, max(row.${name}) AS name FROM school_row row WHERE row.${key} IS NOT NULL AND row.${name} IS NOT NULL
    GROUP BY 1 HAVING NOT EXISTS (SELECT FROM directory.${table} held WHERE held.${key} = row.${key} AND held.name = max(row.${name}))`);
  if (!bodies.length) return;
  const named = JSON.stringify(bodies.map((body) => ({ ...body, id: organisationId(kind, body.key) })));
  const rows = `jsonb_to_recordset($1) AS body (id uuid, key text, name text)`;
  await tx.query(`INSERT INTO directory.organisation (organisation_id, kind, key, name) SELECT id, '${kind}', key, name FROM ${rows}
    ON CONFLICT (organisation_id) DO UPDATE SET name = excluded.name`, [named]);
  await tx.query(`INSERT INTO directory.${table} (${key}, organisation_id, name) SELECT key, id, name FROM ${rows}
    ON CONFLICT (${key}) DO UPDATE SET name = excluded.name`, [named]);
}

export const markMissing = (tx: SystemTx): Promise<number> =>
  count(tx, `
    UPDATE directory.school held SET missing_since = $1
    WHERE missing_since IS NULL AND NOT EXISTS (SELECT FROM school_row row WHERE row.organisation_id = held.organisation_id)`,
    [tx.today.toString()]);

export const updateLinks = (tx: SystemTx): Promise<number> =>
  count(tx, `
    UPDATE directory.school_link held SET link_name = row.link_name, established_on = row.established_on FROM link_row row
    WHERE (held.urn, held.link_urn, held.link_type) = (row.urn, row.link_urn, row.link_type)
      AND (held.link_name, held.established_on) IS DISTINCT FROM (row.link_name, row.established_on)`);

export const createLinks = (tx: SystemTx): Promise<number> =>
  count(tx, 'INSERT INTO directory.school_link SELECT * FROM link_row ON CONFLICT DO NOTHING');
