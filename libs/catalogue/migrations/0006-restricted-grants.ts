import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What a plan grants may be kept for some kinds of service, words of its operator's, as a lot of the ledger may (ADR 28); null: for any. */
export class RestrictedGrants1795900501140 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE catalogue.plan_grant
        ADD COLUMN restriction text[],
        -- Days pay for visits, which are of no kind of service.
        ADD CONSTRAINT plan_grant_restriction CHECK (restriction IS NULL OR (cardinality(restriction) > 0 AND unit <> 'DAY'));

      -- PostgreSQL has no foreign key of what stands in an array; words are never deleted, nor grants changed.
      CREATE FUNCTION catalogue.restriction_is_words() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
      BEGIN
        IF EXISTS (SELECT FROM unnest(NEW.restriction) AS purpose WHERE NOT EXISTS (
            SELECT FROM operating_model.service_type t WHERE t.operator_id = NEW.operator_id AND t.code = purpose)) THEN
          RAISE EXCEPTION 'A grant is kept for kinds of service of its operator' USING ERRCODE = 'foreign_key_violation', CONSTRAINT = 'plan_grant_restriction_words';
        END IF;
        RETURN NEW;
      END $$;
      CREATE TRIGGER restriction_is_words BEFORE INSERT OR UPDATE OF restriction ON catalogue.plan_grant FOR EACH ROW
        WHEN (NEW.restriction IS NOT NULL) EXECUTE FUNCTION catalogue.restriction_is_words();
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward: restore a backup instead');
  }
}
