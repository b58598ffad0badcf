import type pg from 'pg';
import { kindOf, policiesOf, type Kind, type Policy } from './policies.js';

export interface Table {
  /** `schema.table`. */
  readonly name: string;
  readonly secured: boolean;
  readonly columns: readonly Column[];
  readonly policies: readonly Policy[];
  readonly kind: Kind | undefined;
  readonly partyColumns: readonly string[];
}

export interface Column {
  readonly name: string;
  readonly type: string;
  readonly category: string;
  readonly labels: readonly string[];
  readonly generated: boolean;
}

/** What is not ours: PostgreSQL's, TypeORM's list of migrations, and BullMQ's jobs, which carry ids only. */
const foreign = `('pg_catalog', 'information_schema', 'public', 'bullmq')`;

/**
 * Tables whose policies are their own, each for a reason. They are attacked like all others where they have an
 * operator_id; the contexts' specs prove the rest.
 */
export const policiesOfTheirOwn: Readonly<Record<string, string>> = {
  'platform.program_key': 'the key of the program’s word: one function reads it, and nobody else',
  'platform.operator': 'the operator itself: its parties read it, its staff change it',
  'identity.person': 'a person belongs to no operator, and is seen through an appointment',
  'auth.session': 'of a person, reached outside any operator only',
  'auth.account': 'of a person, reached outside any operator only',
  'auth.verification': 'of an address, reached outside any operator only',
  'auth.attempt': 'of an address and an account, both hashed, reached outside any operator only',
  'auth.rate_limit': 'of an address, reached outside any operator only',
};

export async function readTables(owner: pg.ClientBase): Promise<Table[]> {
  const { rows } = await owner.query<{ name: string; secured: boolean; columns: Column[] }>(`
    SELECT c.oid::regclass::text AS name, c.relrowsecurity AND c.relforcerowsecurity AS secured,
      (SELECT json_agg(json_build_object(
          'name', a.attname, 'type', format_type(a.atttypid, a.atttypmod), 'category', t.typcategory, 'generated', a.attgenerated <> '',
          'labels', (SELECT coalesce(json_agg(e.enumlabel), '[]') FROM pg_enum e WHERE e.enumtypid = t.oid)) ORDER BY a.attnum)
        FROM pg_attribute a JOIN pg_type t ON t.oid = a.atttypid WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped) AS columns
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind IN ('r', 'p') AND n.nspname NOT IN ${foreign} AND n.nspname !~ '^pg_' ORDER BY 1`);
  const tables: Table[] = [];
  for (const row of rows) {
    const policies = await policiesOf(owner, row.name);
    tables.push({ ...row, policies, ...kindOf(policies) });
  }
  return tables;
}

export const hasOperator = (table: Table): boolean =>
  table.columns.some((column) => column.name === 'operator_id');

/** Unique keys, exclusions and foreign keys that do not begin with operator_id, as sentences. */
export async function keyFaults(owner: pg.ClientBase): Promise<string[]> {
  const { rows } = await owner.query<{ fault: string }>(`
    WITH owned AS (
      SELECT c.oid, a.attnum FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
      JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'operator_id'
      WHERE c.relkind IN ('r', 'p') AND n.nspname NOT IN ${foreign})
    SELECT format('%s: the unique key %s does not begin with operator_id', i.indrelid::regclass, i.indexrelid::regclass) AS fault
    FROM pg_index i JOIN owned o ON o.oid = i.indrelid WHERE (i.indisunique OR i.indisexclusion) AND i.indkey[0] <> o.attnum
      -- The list of operators is whole on every node.
      AND i.indrelid <> 'platform.operator'::regclass
    UNION ALL
    SELECT format('%s: the foreign key %s does not begin with operator_id', k.conrelid::regclass, k.conname)
    FROM pg_constraint k JOIN owned o ON o.oid = k.conrelid JOIN owned r ON r.oid = k.confrelid
    WHERE k.contype = 'f' AND (k.conkey[1] <> o.attnum OR k.confkey[1] <> r.attnum)
    UNION ALL
    SELECT format('%s: the foreign key %s leaves its context', k.conrelid::regclass, k.conname)
    FROM pg_constraint k JOIN pg_class here ON here.oid = k.conrelid JOIN pg_class there ON there.oid = k.confrelid
    WHERE k.contype = 'f' AND here.relnamespace <> there.relnamespace
      AND there.relnamespace::regnamespace::text NOT IN ('directory', 'identity', 'operating_model', 'platform')`);
  return rows.map((row) => row.fault);
}

/** Ways round the policies, as sentences: rights of strangers, views and functions that act as someone else. */
export async function detourFaults(owner: pg.ClientBase): Promise<string[]> {
  const { rows } = await owner.query<{ fault: string }>(`
    SELECT format('%s: everyone has rights on it', c.oid::regclass) AS fault
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace, aclexplode(c.relacl) a
    WHERE n.nspname NOT IN ('pg_catalog', 'information_schema') AND c.relkind IN ('r', 'p', 'v', 'm') AND a.grantee = 0
    UNION
    SELECT format('%s: a view that does not act as its reader (security_invoker)', c.oid::regclass)
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE n.nspname NOT IN ${foreign} AND c.relkind = 'v' AND NOT coalesce(c.reloptions @> '{security_invoker=true}', false)
    UNION
    SELECT format('%s: a materialised view has no policies', c.oid::regclass)
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname NOT IN ${foreign} AND c.relkind = 'm'
    UNION
    SELECT format('%s: acts as %s, whom policies do not bind, or finds its tables by the caller''s path', p.oid::regprocedure, r.rolname)
    FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace JOIN pg_roles r ON r.oid = p.proowner
    WHERE n.nspname NOT IN ${foreign} AND p.prosecdef
      -- The system role may do what it likes as the owner: it is not bound by operators.
      AND (NOT coalesce(array_to_string(p.proconfig, ',') LIKE '%search_path=%', false)
        OR r.rolname NOT IN ('middletier_system', 'middletier_ledger') AND has_function_privilege('middletier_app', p.oid, 'EXECUTE'))
    UNION
    SELECT format('%s: owned by the application', c.oid::regclass) FROM pg_class c JOIN pg_roles r ON r.oid = c.relowner WHERE r.rolname = 'middletier_app'`);
  return rows.map((row) => row.fault);
}
