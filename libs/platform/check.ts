import type { Reads } from './db/tx.js';

/** Something that must hold for the whole of a database, or of one operator; `npm run verify` asks every context's. */
export interface Check {
  /** A plain clause: `every balance equals its entries`. */
  readonly name: string;
  /** Plain sentences that name the first offending rows; none when it holds. One pass, without reading all into memory. */
  findings(tx: Reads, operatorId?: string): Promise<string[]>;
}

/** How many offending rows a check names. */
export const findingsShown = 10;

/** Every table with an `operator_id` is under a forced policy that asks whose it is. */
export const policyCheck: Check = {
  name: 'every operator-owned table is under policy',
  async findings(tx) {
    const rows = await tx.query<{ name: string; why: string }>(
      `SELECT c.oid::regclass::text AS name,
              CASE WHEN NOT c.relrowsecurity THEN 'has no row-level security'
                   WHEN NOT c.relforcerowsecurity THEN 'does not force its row-level security'
                   ELSE 'has a policy that does not ask for the operator' END AS why
       FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'operator_id' AND NOT a.attisdropped
       WHERE c.relkind IN ('r', 'p') AND c.relnamespace::regnamespace::text NOT IN ('pg_catalog', 'information_schema')
         AND (NOT c.relrowsecurity OR NOT c.relforcerowsecurity OR EXISTS (
           SELECT FROM pg_policy p WHERE p.polrelid = c.oid AND p.polpermissive AND NOT p.polroles @> ARRAY['middletier_system'::regrole::oid]
             AND coalesce(pg_get_expr(p.polqual, p.polrelid), '') || coalesce(pg_get_expr(p.polwithcheck, p.polrelid), '') NOT LIKE '%platform.operator_id()%'))
       ORDER BY 1 LIMIT $1`,
      [findingsShown],
    );
    return rows.map(({ name, why }) => `Table ${name} ${why}.`);
  },
};
