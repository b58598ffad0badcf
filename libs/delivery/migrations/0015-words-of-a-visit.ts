import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What was reported of a visit, and what its school said of it, is what the program says, as its state is: neither side rewrites the other's. */
export class WordsOfAVisit1795900500940 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TRIGGER said ON delivery.visit;
      DROP TRIGGER said_of_state ON delivery.visit;
      CREATE TRIGGER said BEFORE INSERT OR UPDATE ON delivery.visit FOR EACH ROW
        EXECUTE FUNCTION platform.needs_word('visit', 'visit_id', 'school_id', 'practitioner_id', 'state', 'rating', 'report', 'evaluation');
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward: restore a backup instead');
  }
}
