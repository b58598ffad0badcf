import type { MigrationInterface, QueryRunner } from 'typeorm';

/** As in 0002-wallet-money.ts, and planned once: a function in SQL is planned at every call, and plpgsql would plan for each list anew. */
export class WalletMoneyKeepsItsPlan1795900500401 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE OR REPLACE FUNCTION funding.wallet_money(wallets uuid[]) RETURNS TABLE (wallet_id uuid, available bigint, committed bigint, spent bigint)
        LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog SET plan_cache_mode = force_generic_plan AS $$
        #variable_conflict use_column
        BEGIN
          RETURN QUERY SELECT w.wallet_id, a.credits_posted - a.debits_posted - a.debits_held, a.debits_held, a.debits_posted
            FROM funding.wallet w
            JOIN ledger.account a ON a.operator_id = w.operator_id AND a.owner_id = w.school_id AND a.unit = 'GBP' AND a.code = 'wallet'
             AND a.subject_id = w.wallet_id::text
           WHERE w.operator_id = platform.operator_id() AND w.wallet_id = ANY (wallets)
             AND (platform.sees_operator() OR w.la_id = ANY (platform.organisation_ids()) OR w.school_id = ANY (platform.organisation_ids()));
        END $$;
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward: restore a backup instead');
  }
}
