import type { MigrationInterface, QueryRunner } from 'typeorm';

/** States of delivery are what the program says: who came is billed, who agreed is paid, and nobody rates himself. */
export class DeliveryWords1795609000007 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TRIGGER said BEFORE INSERT ON delivery.visit FOR EACH ROW
        EXECUTE FUNCTION platform.needs_word('visit', 'visit_id', 'school_id', 'practitioner_id', 'state', 'rating');
      CREATE TRIGGER said_of_state BEFORE UPDATE ON delivery.visit FOR EACH ROW
        WHEN (NEW.state IS DISTINCT FROM OLD.state OR NEW.rating IS DISTINCT FROM OLD.rating)
        EXECUTE FUNCTION platform.needs_word('visit', 'visit_id', 'school_id', 'practitioner_id', 'state', 'rating');
      CREATE TRIGGER said_of_state BEFORE UPDATE ON delivery.proposal FOR EACH ROW
        EXECUTE FUNCTION platform.needs_word('proposal', 'proposal_id', 'state');
      CREATE TRIGGER said_of_register BEFORE UPDATE ON delivery.session FOR EACH ROW
        EXECUTE FUNCTION platform.needs_word('register', 'session_id', 'register_taken_on');
      -- All the places of a register in one statement.
      CREATE TRIGGER said_of_state BEFORE UPDATE ON delivery.place FOR EACH ROW
        EXECUTE FUNCTION platform.needs_word('places', 'session_id', 'state');
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward: restore a backup instead');
  }
}
