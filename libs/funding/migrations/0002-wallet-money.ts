import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What is in a wallet is on its account, which is the school's. The authority that filled it may see that too: without
 * this it would have to add up every transfer there ever was.
 */
export class WalletMoney1795604000001 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE FUNCTION funding.wallet_money(wallets uuid[]) RETURNS TABLE (wallet_id uuid, available bigint, committed bigint, spent bigint)
        LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
        SELECT w.wallet_id, a.credits_posted - a.debits_posted - a.debits_held, a.debits_held, a.debits_posted
          FROM funding.wallet w
          JOIN ledger.account a ON a.operator_id = w.operator_id AND a.owner_id = w.school_id AND a.unit = 'GBP' AND a.code = 'wallet'
           AND a.subject_id = w.wallet_id::text
         WHERE w.operator_id = platform.operator_id() AND w.wallet_id = ANY (wallets)
           AND (platform.sees_operator() OR w.la_id = ANY (platform.organisation_ids()) OR w.school_id = ANY (platform.organisation_ids())) $$;
      REVOKE ALL ON FUNCTION funding.wallet_money FROM PUBLIC;
      GRANT EXECUTE ON FUNCTION funding.wallet_money TO middletier_app;
      GRANT CREATE ON SCHEMA funding TO middletier_system;
      ALTER FUNCTION funding.wallet_money OWNER TO middletier_system;
      REVOKE CREATE ON SCHEMA funding FROM middletier_system;
      CREATE INDEX fund_la ON funding.fund (operator_id, la_id, closes_on, fund_id);
      CREATE INDEX wallet_la ON funding.wallet (operator_id, la_id);
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward: restore a backup instead');
  }
}
