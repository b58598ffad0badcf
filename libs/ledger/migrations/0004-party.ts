import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What a party writes of its own, and what of it needs the program's word (platform/migrations/0007-party.sql). */
export class LedgerParty1795609000001 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- What a party asks of the ledger, in the program's own words and no others.
      CREATE FUNCTION ledger.apply_said(commands text, now text, role text, word bytea)
      RETURNS TABLE (id uuid, kind text, debit uuid, credit uuid, unit text, posted bigint, held bigint, counts_on date, recorded_at timestamptz)
      LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
      BEGIN
        IF NOT platform.is_word(concat_ws('|', 'ledger.apply', now, role, commands), word) THEN
          RAISE EXCEPTION 'Nobody gave the program''s word for these transfers' USING ERRCODE = 'insufficient_privilege';
        END IF;
        RETURN QUERY SELECT * FROM ledger.apply(commands::jsonb, now::timestamptz, role);
      END $$;
      CREATE FUNCTION ledger.open_said(accounts text, now text, word bytea) RETURNS void
      LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
      BEGIN
        IF NOT platform.is_word(concat_ws('|', 'ledger.open', now, accounts), word) THEN
          RAISE EXCEPTION 'Nobody gave the program''s word for these accounts' USING ERRCODE = 'insufficient_privilege';
        END IF;
        PERFORM ledger.open(accounts::jsonb, now::timestamptz);
      END $$;
      GRANT CREATE ON SCHEMA ledger TO middletier_ledger;
      ALTER FUNCTION ledger.apply_said OWNER TO middletier_ledger;
      ALTER FUNCTION ledger.open_said OWNER TO middletier_ledger;
      REVOKE CREATE ON SCHEMA ledger FROM middletier_ledger;
      REVOKE ALL ON FUNCTION ledger.apply_said, ledger.open_said FROM PUBLIC;
      GRANT EXECUTE ON FUNCTION ledger.apply_said, ledger.open_said TO middletier_app, middletier_party;
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward: restore a backup instead');
  }
}
