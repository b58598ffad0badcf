import type { SystemTx } from '#platform';
import type { Organisation } from '../organisation.entity.js';
import type { Rejection } from './file.js';
import { change, numberColumns, steadyColumns, type Change } from './guards.js';

/**
 * The set-based half of an import. A file's rows stand in a temporary table (it has no policies, so COPY may write it,
 * and is gone with the transaction), from which each step writes only what differs.
 */
export const stageSchools = `
  CREATE TEMPORARY TABLE school_row (LIKE directory.school) ON COMMIT DROP;
  ALTER TABLE school_row DROP missing_since, ALTER funding_status SET DEFAULT 'other', ALTER state_funded SET DEFAULT false`;

export const stageLinks = 'CREATE TEMPORARY TABLE link_row (LIKE directory.school_link) ON COMMIT DROP';

const count = async (tx: SystemTx, sql: string, parameters: readonly unknown[] = []): Promise<number> => {
  const [row] = await tx.query<{ count: bigint }>(
    `WITH written AS (${sql} RETURNING 1) SELECT count(*) FROM written`,
    parameters,
  );
  return Number(row!.count);
};

/** Whether a file's rows are whole as they stand. */
export const hasCodes = (columns: readonly string[]): boolean =>
  columns.includes('la_code') && (!columns.includes('trust_name') || columns.includes('trust_uid'));

/** A file with names only gets its codes from the LAs and trusts already held. */
export async function fillCodes(tx: SystemTx, columns: readonly string[]): Promise<void> {
  if (!columns.includes('la_code')) {
    await tx.query(
      "UPDATE school_row SET la_code = la.key FROM directory.organisation la WHERE la.kind = 'la' AND la.name = school_row.la_name",
    );
  }
  if (columns.includes('trust_name') && !columns.includes('trust_uid')) {
    await tx.query(
      "UPDATE school_row SET trust_uid = trust.key FROM directory.organisation trust WHERE trust.kind = 'trust' AND trust.name = school_row.trust_name",
    );
  }
}

export interface Comparison {
  /** Schools held, and schools of the file that are not. */
  readonly held: number;
  readonly fresh: number;
  /** Names that have a question mark where they had none. */
  readonly spoilt: number;
  readonly changes: readonly Change[];
}

export async function schoolsHeld(tx: SystemTx): Promise<number> {
  const [row] = await tx.query<{ held: number }>('SELECT count(*)::int AS held FROM directory.school');
  return row!.held;
}

/** What the `staged` rows would change of those `held`. `unread`: URNs of rows that could not be read, which are not absent. */
export async function compare(
  tx: SystemTx,
  columns: readonly string[],
  held: number,
  staged: number,
  unread: readonly number[],
): Promise<Comparison> {
  if (!held) return { held, fresh: staged, spoilt: 0, changes: [] };
  const blanks = guarded(columns);
  const numbers = numberColumns.filter((column) => columns.includes(column));
  const steady = steadyColumns.filter((column) => columns.includes(column));
  const typed = columns.includes('type_code');
  const [row] = (await tx.query(
    `
    SELECT ${[
      counted('fresh', 'held.urn IS NULL'),
      counted('open', "held.status LIKE 'open%' AND row.urn IS NOT NULL"),
      counted('closures', "held.status LIKE 'open%' AND row.status NOT LIKE 'open%'"),
      counted('closed', "held.status = 'closed' AND row.urn IS NOT NULL"),
      counted('reopenings', "held.status = 'closed' AND row.status LIKE 'open%'"),
      counted('listed', 'held.missing_since IS NULL AND held.urn IS NOT NULL'),
      counted('absent', 'held.missing_since IS NULL AND row.urn IS NULL AND held.urn <> ALL ($1)'),
      counted('spoilt', "row.name LIKE '%?%' AND held.name NOT LIKE '%?%'"),
      ...(typed
        ? [
            counted('typed', 'held.type_code IS NOT NULL AND row.urn IS NOT NULL'),
            counted(
              'types',
              'held.type_code IS NOT NULL AND row.urn IS NOT NULL AND (row.type_code IS NULL OR row.funding_status <> held.funding_status)',
            ),
          ]
        : []),
      ...blanks.flatMap((column) => [
        `count(held.${column}) FILTER (WHERE row.urn IS NOT NULL)::int AS ${named(`of-${column}`)}`,
        counted(
          `blank-${column}`,
          `held.${column} IS NOT NULL AND row.urn IS NOT NULL AND row.${column} IS NULL`,
        ),
      ]),
      ...numbers.map((column) =>
        counted(`jump-${column}`, `row.${column} > 2 * held.${column} OR 2 * row.${column} < held.${column}`),
      ),
      ...steady.map((column) => counted(`changed-${column}`, `row.${column} <> held.${column}`)),
    ].join(', ')}
    FROM directory.school held FULL JOIN school_row row USING (organisation_id)`,
    [unread],
  )) as [Record<string, number>];
  const countOf = (what: string, column: string): number => row[dashed(`${what}-${column}`)]!;
  return {
    held,
    fresh: row.fresh!,
    spoilt: row.spoilt!,
    changes: [
      change.closures(row.closures!, row.open!),
      change.reopenings(row.reopenings!, row.closed!),
      change.absent(row.absent!, row.listed!),
      ...(typed ? [change.types(row.types!, row.typed!)] : []),
      ...blanks.map((column) => change.blank(column, countOf('blank', column), countOf('of', column))),
      ...numbers.map((column) => change.jump(column, countOf('jump', column), countOf('of', column))),
      ...steady.map((column) => change.changed(column, countOf('changed', column), countOf('of', column))),
    ],
  };
}

/** A count of a column has a name of its own kind, which is no column's. */
const dashed = (name: string): string => name.replaceAll('_', '-');
const named = (name: string): string => `"${dashed(name)}"`;
const counted = (name: string, condition: string): string =>
  `count(*) FILTER (WHERE ${condition})::int AS ${named(name)}`;

const countedOtherwise = ['organisation_id', 'urn', 'status', 'type_code', 'funding_status', 'state_funded'];
/** The columns whose blanks are counted; those left out are counted otherwise. */
export const guarded = (columns: readonly string[]): string[] =>
  columns.filter((column) => !countedOtherwise.includes(column));

/** The columns that a file fills, by its own or through `fillCodes`. */
const filled = (columns: readonly string[]): string[] => [
  ...new Set([...columns, 'la_code', ...(columns.includes('trust_name') ? ['trust_uid'] : [])]),
];

/** Updates the schools that differ, and their organisations' names. */
export async function updateSchools(tx: SystemTx, columns: readonly string[]): Promise<number> {
  const names = filled(columns).filter((column) => column !== 'organisation_id' && column !== 'urn');
  const list = (alias: string) => names.map((name) => `${alias}.${name}`).join(', ');
  const changed = await count(
    tx,
    `
    UPDATE directory.school held SET ${names.map((name) => `${name} = row.${name}`).join(', ')}, missing_since = NULL
    FROM school_row row
    WHERE held.organisation_id = row.organisation_id
      AND (held.missing_since IS NOT NULL OR (${list('held')}) IS DISTINCT FROM (${list('row')}))`,
  );
  if (changed) {
    await tx.query(`
      UPDATE directory.organisation held SET name = row.name FROM school_row row
      WHERE held.organisation_id = row.organisation_id AND held.name <> row.name`);
  }
  return changed;
}

/** Adds the schools that are not held. When they are most of the register, its search index is cheaper built at once. */
export async function createSchools(
  tx: SystemTx,
  columns: readonly string[],
  { held, fresh }: Pick<Comparison, 'held' | 'fresh'>,
): Promise<void> {
  if (!fresh) return;
  const names = namesOf(columns);
  const isNew = held
    ? 'WHERE NOT EXISTS (SELECT FROM directory.school held WHERE held.organisation_id = row.organisation_id)'
    : '';
  if (fresh > held) await dropSearchIndex(tx);
  await insertStaged(tx, names, isNew);
  if (fresh > held) await buildSearchIndex(tx);
}

export const dropSearchIndex = (tx: SystemTx) => tx.query('SELECT directory.drop_search_index()');
export const buildSearchIndex = (tx: SystemTx) => tx.query('SELECT directory.build_search_index()');

/** Adds the staged rows of a first register, and takes them from the stage. */
export async function moveStaged(tx: SystemTx, columns: readonly string[]): Promise<void> {
  await insertStaged(tx, namesOf(columns), '');
  await tx.query('TRUNCATE school_row');
}

const namesOf = (columns: readonly string[]): string =>
  [...new Set([...filled(columns), 'funding_status', 'state_funded'])].join(', ');

async function insertStaged(tx: SystemTx, names: string, isNew: string): Promise<void> {
  // Organisations first: a school's presence is what says that both are held.
  await tx.query(`INSERT INTO directory.organisation (organisation_id, kind, key, name)
    SELECT organisation_id, 'school', urn::text, name FROM school_row row ${isNew}`);
  await tx.query(`INSERT INTO directory.school (${names}) SELECT ${names} FROM school_row row ${isNew}`);
}

/** Gives the LAs and trusts that schools name a row of their own, and renames those that the file calls otherwise. */
export async function nameBodies(tx: SystemTx, bodies: readonly Organisation[]): Promise<void> {
  await tx.query(
    `
    INSERT INTO directory.organisation AS held (organisation_id, kind, key, name)
    SELECT "organisationId", kind, key, name FROM jsonb_to_recordset($1) AS body ("organisationId" uuid, kind text, key text, name text)
    ON CONFLICT (organisation_id) DO UPDATE SET name = excluded.name WHERE held.name <> excluded.name`,
    [JSON.stringify(bodies)],
  );
}

export const markMissing = (tx: SystemTx, unread: readonly number[]): Promise<number> =>
  count(
    tx,
    `
    UPDATE directory.school held SET missing_since = $1
    WHERE missing_since IS NULL AND urn <> ALL ($2) AND NOT EXISTS (SELECT FROM school_row row WHERE row.organisation_id = held.organisation_id)`,
    [tx.today.toString(), unread],
  );

export const updateLinks = (tx: SystemTx): Promise<number> =>
  count(
    tx,
    `
    UPDATE directory.school_link held SET link_name = row.link_name, established_on = row.established_on FROM link_row row
    WHERE (held.urn, held.link_urn, held.link_type) = (row.urn, row.link_urn, row.link_type)
      AND (held.link_name, held.established_on) IS DISTINCT FROM (row.link_name, row.established_on)`,
  );

export const createLinks = (tx: SystemTx): Promise<number> =>
  count(tx, 'INSERT INTO directory.school_link SELECT * FROM link_row ON CONFLICT DO NOTHING');

/** The lines that were left out, and why. */
export async function addRejected(
  tx: SystemTx,
  importId: string,
  rejected: readonly Rejection[],
): Promise<void> {
  await tx.query(
    `INSERT INTO directory.rejected_row (import_id, line, reason, row)
     SELECT $1, rejected.line, rejected.reason, rejected.row FROM jsonb_to_recordset($2) AS rejected (line integer, reason text, row text)`,
    [importId, JSON.stringify(rejected.map((each) => ({ ...each, row: each.row.replaceAll('\0', '') })))],
  );
}
