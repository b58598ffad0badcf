import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What a party writes of its own, and what of it needs the program's word (platform/migrations/0007-party.sql). */
export class AgreementsParty1795609000003 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      GRANT INSERT ON agreements.agreement, agreements.purchase TO middletier_party;
      GRANT UPDATE (state, decided_by, decided_at, superseded_by, at_term_end, next_offer_id, purchase_order, version) ON agreements.agreement TO middletier_party;
      GRANT UPDATE (state, finished_on, version) ON agreements.purchase TO middletier_party;
      -- A price and what it buys are what the program worked out, and nobody signs past its limits.
      CREATE TRIGGER said BEFORE INSERT ON agreements.agreement FOR EACH ROW
        EXECUTE FUNCTION platform.needs_word('agreement', 'agreement_id', 'school_id', 'offer_id', 'price', 'year_price', 'state');
      CREATE TRIGGER said_of_state BEFORE UPDATE ON agreements.agreement FOR EACH ROW
        WHEN (NEW.state IS DISTINCT FROM OLD.state AND NEW.state <> 'superseded')
        EXECUTE FUNCTION platform.needs_word('agreement', 'agreement_id', 'school_id', 'offer_id', 'price', 'year_price', 'state');
      CREATE TRIGGER said BEFORE INSERT OR UPDATE ON agreements.purchase FOR EACH ROW
        EXECUTE FUNCTION platform.needs_word('purchase', 'purchase_id', 'state', 'amount');
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward: restore a backup instead');
  }
}
