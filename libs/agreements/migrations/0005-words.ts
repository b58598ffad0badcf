import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Also how a signed agreement ends is what the program says: nobody is out of one by calling it superseded, or leaves after notice. */
export class AgreementsWords1795609000006 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TRIGGER said ON agreements.agreement;
      DROP TRIGGER said_of_state ON agreements.agreement;
      CREATE TRIGGER said BEFORE INSERT ON agreements.agreement FOR EACH ROW
        EXECUTE FUNCTION platform.needs_word('agreement', 'agreement_id', 'school_id', 'offer_id', 'price', 'year_price', 'state', 'at_term_end', 'next_offer_id');
      -- A prepared copy is put aside by whatever is signed for its days.
      CREATE TRIGGER said_of_state BEFORE UPDATE ON agreements.agreement FOR EACH ROW
        WHEN ((NEW.state IS DISTINCT FROM OLD.state AND NOT (OLD.state = 'awaiting-approval' AND NEW.state = 'superseded'))
           OR NEW.at_term_end IS DISTINCT FROM OLD.at_term_end OR NEW.next_offer_id IS DISTINCT FROM OLD.next_offer_id)
        EXECUTE FUNCTION platform.needs_word('agreement', 'agreement_id', 'school_id', 'offer_id', 'price', 'year_price', 'state', 'at_term_end', 'next_offer_id');
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward: restore a backup instead');
  }
}
