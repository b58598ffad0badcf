import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Who signed or declined, when and why, and under which order number, is written with the program's word, as what it costs is. */
export class WhoSigned1795900500941 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TRIGGER said_of_state ON agreements.agreement;
      -- A prepared copy is put aside by whatever is signed for its days.
      CREATE TRIGGER said_of_state BEFORE UPDATE ON agreements.agreement FOR EACH ROW
        WHEN (NOT (OLD.state = 'awaiting-approval' AND NEW.state = 'superseded'))
        EXECUTE FUNCTION platform.needs_word('agreement', 'agreement_id', 'school_id', 'offer_id', 'price', 'year_price', 'state', 'at_term_end', 'next_offer_id', 'notice_by');
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward: restore a backup instead');
  }
}
