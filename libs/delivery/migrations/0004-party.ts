import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What a party writes of its own, and what of it needs the program's word (platform/migrations/0007-party.sql). */
export class DeliveryParty1795609000004 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      GRANT INSERT ON delivery.visit, delivery.request, delivery.session, delivery.place TO middletier_party;
      GRANT UPDATE (state, report, reported_on, read_on, read_by, rating, evaluation, evaluated_on, called_off_because, version) ON delivery.visit TO middletier_party;
      GRANT UPDATE (state, decided_on, decided_by) ON delivery.proposal TO middletier_party;
      GRANT UPDATE (register_taken_on) ON delivery.session TO middletier_party;
      GRANT UPDATE (state) ON delivery.place TO middletier_party;
      CREATE TRIGGER said BEFORE INSERT ON delivery.place FOR EACH ROW
        EXECUTE FUNCTION platform.needs_word('place', 'place_id', 'session_id', 'school_id', 'means', 'amount');
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward: restore a backup instead');
  }
}
