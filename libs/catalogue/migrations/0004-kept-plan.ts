import type { MigrationInterface, QueryRunner } from 'typeorm';

/** As in 0002-search.sql, and planned once: a function in SQL is planned at every call, and plpgsql would plan for each list anew. */
export class MatchingKeepsItsPlan1795900500402 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE OR REPLACE FUNCTION catalogue.matching(typed text[], alike real, nearest integer)
        RETURNS TABLE (offer_id uuid, titled boolean) LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 20
        SET search_path = public, pg_temp SET pg_trgm.similarity_threshold = 0.25 SET plan_cache_mode = force_generic_plan AS $$
        #variable_conflict use_column
        BEGIN
          RETURN QUERY WITH meant AS (
              SELECT string_agg(format('%L:*', each.word), ' | ') AS anywhere, string_agg(format('%L:*A', each.word), ' | ') AS in_title
                FROM unnest(typed) WITH ORDINALITY AS one (word, position), LATERAL (
                  SELECT one.word
                  UNION ALL
                  (SELECT near.word FROM catalogue.word near
                    WHERE near.operator_id = (SELECT platform.operator_id()) AND near.word % one.word AND similarity(near.word, one.word) >= alike
                      AND NOT EXISTS (SELECT FROM catalogue.word known WHERE known.operator_id = (SELECT platform.operator_id())
                        AND known.word >= one.word AND known.word < one.word || chr(1114111))
                    ORDER BY similarity(near.word, one.word) DESC, near.word LIMIT nearest)) each
               GROUP BY one.position),
            asked AS MATERIALIZED (
              SELECT to_tsquery('english', string_agg('(' || anywhere || ')', ' & ')) AS anywhere,
                     to_tsquery('english', string_agg('(' || in_title || ')', ' & ')) AS in_title FROM meant)
            SELECT o.offer_id, o.words @@ asked.in_title FROM asked, catalogue.offer o
             WHERE o.operator_id = (SELECT platform.operator_id()) AND o.words @@ asked.anywhere;
        END $$;
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward: restore a backup instead');
  }
}
