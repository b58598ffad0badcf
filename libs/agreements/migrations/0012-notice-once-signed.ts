import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The day for notice is decided when an agreement is signed, by the program: nobody puts it off. */
export class NoticeOnceSigned1795900500920 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      GRANT UPDATE (notice_by) ON agreements.agreement TO middletier_party;
      DROP TRIGGER said ON agreements.agreement;
      DROP TRIGGER said_of_state ON agreements.agreement;
      CREATE TRIGGER said BEFORE INSERT ON agreements.agreement FOR EACH ROW
        EXECUTE FUNCTION platform.needs_word('agreement', 'agreement_id', 'school_id', 'offer_id', 'price', 'year_price', 'state', 'at_term_end', 'next_offer_id', 'notice_by');
      -- A prepared copy is put aside by whatever is signed for its days.
      CREATE TRIGGER said_of_state BEFORE UPDATE ON agreements.agreement FOR EACH ROW
        WHEN ((NEW.state IS DISTINCT FROM OLD.state AND NOT (OLD.state = 'awaiting-approval' AND NEW.state = 'superseded'))
           OR NEW.at_term_end IS DISTINCT FROM OLD.at_term_end OR NEW.next_offer_id IS DISTINCT FROM OLD.next_offer_id
           OR NEW.notice_by IS DISTINCT FROM OLD.notice_by)
        EXECUTE FUNCTION platform.needs_word('agreement', 'agreement_id', 'school_id', 'offer_id', 'price', 'year_price', 'state', 'at_term_end', 'next_offer_id', 'notice_by');
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward: restore a backup instead');
  }
}
