import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Who leads a party ends a key that acts for it, as they said yes to it; what is ended stays so. */
export class APartyEndsItsKey1795900501020 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- By the program's word, as whatever else a party's people decide of a key (0022).
      GRANT UPDATE (revoked_at) ON identity.api_key TO middletier_party;
      CREATE FUNCTION identity.key_stays_ended() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
      BEGIN
        RAISE EXCEPTION 'A key that is ended stays so' USING ERRCODE = 'check_violation', CONSTRAINT = 'api_key_stays_ended';
      END $$;
      CREATE TRIGGER stays_ended BEFORE UPDATE OF revoked_at ON identity.api_key FOR EACH ROW
        WHEN (OLD.revoked_at IS NOT NULL AND NEW.revoked_at IS DISTINCT FROM OLD.revoked_at) EXECUTE FUNCTION identity.key_stays_ended();
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward: restore a backup instead');
  }
}
