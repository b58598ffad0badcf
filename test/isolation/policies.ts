import type pg from 'pg';

export type Kind = 'parties' | 'shared' | 'staff' | 'append' | 'global';

export interface Policy {
  readonly name: string;
  readonly restrictive: boolean;
  readonly roles: string;
  readonly verb: string;
  readonly sees: string | null;
  readonly writes: string | null;
}

export async function policiesOf(owner: pg.ClientBase, table: string): Promise<Policy[]> {
  const { rows } = await owner.query<Policy>(
    `SELECT p.polname AS name, NOT p.polpermissive AS restrictive, p.polcmd AS verb,
       (SELECT string_agg(CASE WHEN r = 0 THEN 'everyone' ELSE r::regrole::text END, ',' ORDER BY r) FROM unnest(p.polroles) r) AS roles,
       pg_get_expr(p.polqual, p.polrelid) AS sees, pg_get_expr(p.polwithcheck, p.polrelid) AS writes
     FROM pg_policy p WHERE p.polrelid = $1::regclass ORDER BY p.polname`,
    [table],
  );
  return rows;
}

/** Which of `platform.protect`'s kinds the policies' names claim, and the columns that name parties. */
export function kindOf(policies: readonly Policy[]): { kind: Kind | undefined; partyColumns: string[] } {
  const names = new Set(policies.filter((policy) => !policy.restrictive).map((policy) => policy.name));
  const kind = (['parties', 'shared', 'append', 'global', 'staff'] as const).find((name) => names.has(name));
  const sees = policies.find((policy) => policy.name === 'parties' || policy.name === 'own')?.sees ?? '';
  return { kind, partyColumns: [...sees.matchAll(/(\w+) = ANY/g)].map(([, column]) => column!) };
}

/**
 * Whether a table's policies are those that `platform.protect` gives its kind: a table of the same columns is
 * protected beside it, and the two are compared. Policies that only restrict further may be added.
 */
export async function policyFaults(owner: pg.ClientBase, table: string): Promise<string[]> {
  const policies = await policiesOf(owner, table);
  const { kind, partyColumns } = kindOf(policies);
  if (!kind) return [`${table}: no policy of a known kind`];
  await owner.query(`BEGIN; CREATE TABLE platform.probe (LIKE ${table})`);
  try {
    await owner.query('SELECT platform.protect($1::regclass, $2, $3)', [
      'platform.probe',
      kind,
      partyColumns,
    ]);
    const expected = new Set((await policiesOf(owner, 'platform.probe')).map(written));
    const ledgers = written({
      name: 'ledger',
      restrictive: false,
      roles: 'middletier_ledger',
      verb: '*',
      // Its functions name the operator in each of their look-ups: libs/ledger/operators.db.spec.ts.
      sees: seenByKey.has(table) ? 'true' : ours,
      writes: ours,
    });
    const backups = written({
      name: 'backup',
      restrictive: false,
      roles: 'middletier_backup',
      verb: 'r',
      sees: 'true',
      writes: null,
    });
    const known = new Set([...expected, ledgers, backups, ...(await authoritys(owner))]);
    return policies
      .filter((policy) => !policy.restrictive && !known.has(written(policy)))
      .map((policy) => `${table}: the policy ${policy.name} is none that kind '${kind}' has`);
  } finally {
    await owner.query('ROLLBACK');
  }
}

/** What `platform.let_authority` gives, whichever column names the school. */
async function authoritys(owner: pg.ClientBase): Promise<string[]> {
  const columns = ['school_id', 'organisation_id'];
  await owner.query(
    'CREATE TABLE platform.authority_probe (operator_id uuid, school_id uuid, organisation_id uuid)',
  );
  const all: string[] = [];
  for (const column of columns) {
    await owner.query("SELECT platform.let_authority('platform.authority_probe', $1)", [column]);
    all.push(...(await policiesOf(owner, 'platform.authority_probe')).map(written));
    await owner.query('DROP POLICY authority ON platform.authority_probe');
  }
  return all;
}

/** What every posting looks up (ADR 23). */
const seenByKey = new Set(['ledger.account', 'ledger.stripe', 'ledger.transfer', 'ledger.period']);
const ours = '(operator_id = ( SELECT platform.operator_id() AS operator_id))';
const written = (policy: Policy): string => JSON.stringify(policy, Object.keys(policy).sort());
