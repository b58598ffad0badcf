import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What a party writes of its own, and what of it needs the program's word (platform/migrations/0007-party.sql). */
export class IdentityParty1795609000002 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      GRANT INSERT ON identity.asked_once, identity.commitment TO middletier_party;
      GRANT UPDATE (called_off_on) ON identity.commitment TO middletier_party;
      GRANT INSERT, UPDATE (limit_pence) ON identity.approval_limit TO middletier_party;
      GRANT UPDATE (state, decided_how, decided_by, decided_at, evidence) ON identity.nomination TO middletier_party;
      CREATE TRIGGER said BEFORE INSERT OR UPDATE ON identity.approval_limit FOR EACH ROW
        EXECUTE FUNCTION platform.needs_word('limit', 'organisation_id', 'role', 'limit_pence');
      CREATE TRIGGER said BEFORE UPDATE ON identity.commitment FOR EACH ROW
        EXECUTE FUNCTION platform.needs_word('release', 'subject_type', 'subject_id');
      CREATE TRIGGER said BEFORE UPDATE ON identity.nomination FOR EACH ROW
        EXECUTE FUNCTION platform.needs_word('nomination', 'nomination_id', 'state');
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward: restore a backup instead');
  }
}
