import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What somebody still has to do something about is found without looking at all that is done with. That a request is closed
 * is written down by the database itself, when the last of its days is evaluated: it stays so, whatever follows.
 */
export class WhatIsOpen1795900500804 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE delivery.request ADD COLUMN closed_on date;

      -- As the system: the school that evaluates may not change a request, and need not be the one that asked.
      CREATE FUNCTION delivery.close_request() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
      BEGIN
        -- Two who evaluate the last two days at once come one after the other: the second sees both.
        PERFORM FROM delivery.proposal p WHERE p.operator_id = NEW.operator_id AND p.proposal_id = NEW.proposal_id FOR NO KEY UPDATE;
        UPDATE delivery.request r SET closed_on = NEW.evaluated_on FROM delivery.proposal p
         WHERE p.operator_id = NEW.operator_id AND p.proposal_id = NEW.proposal_id AND r.operator_id = p.operator_id AND r.request_id = p.request_id
           AND p.days <= (SELECT sum(v.portion) FROM delivery.visit v
                           WHERE v.operator_id = p.operator_id AND v.proposal_id = p.proposal_id AND v.state = 'evaluated');
        RETURN NULL;
      END $$;
      REVOKE ALL ON FUNCTION delivery.close_request FROM PUBLIC;
      CREATE TRIGGER closes_request AFTER INSERT OR UPDATE OF state ON delivery.visit FOR EACH ROW
        WHEN (NEW.state = 'evaluated' AND NEW.proposal_id IS NOT NULL) EXECUTE FUNCTION delivery.close_request();
      GRANT CREATE ON SCHEMA delivery TO middletier_system;
      ALTER FUNCTION delivery.close_request OWNER TO middletier_system;
      REVOKE CREATE ON SCHEMA delivery FROM middletier_system;

      -- Policies hold for the tables' owner too, except while this migration looks at every row.
      ALTER TABLE delivery.request NO FORCE ROW LEVEL SECURITY;
      ALTER TABLE delivery.proposal NO FORCE ROW LEVEL SECURITY;
      ALTER TABLE delivery.visit NO FORCE ROW LEVEL SECURITY;
      UPDATE delivery.request r SET closed_on = done.last_on
        FROM (SELECT p.operator_id, p.request_id, max(v.evaluated_on) AS last_on
                FROM delivery.proposal p JOIN delivery.visit v ON v.operator_id = p.operator_id AND v.proposal_id = p.proposal_id AND v.state = 'evaluated'
               WHERE p.state = 'consented' GROUP BY p.operator_id, p.proposal_id HAVING sum(v.portion) >= p.days) done
       WHERE r.operator_id = done.operator_id AND r.request_id = done.request_id;
      ALTER TABLE delivery.request FORCE ROW LEVEL SECURITY;
      ALTER TABLE delivery.proposal FORCE ROW LEVEL SECURITY;
      ALTER TABLE delivery.visit FORCE ROW LEVEL SECURITY;

      CREATE INDEX request_open ON delivery.request (operator_id, school_id, asked_on) WHERE closed_on IS NULL AND withdrawn_on IS NULL;
      CREATE INDEX proposal_request ON delivery.proposal (operator_id, request_id);
      CREATE INDEX visit_unanswered ON delivery.visit (operator_id, school_id, visit_on)
        WHERE state = 'delivered' OR (report IS NOT NULL AND read_on IS NULL);
      CREATE INDEX visit_booked ON delivery.visit (operator_id, home_id, visit_on) WHERE state = 'booked';
      CREATE INDEX session_open ON delivery.session (operator_id, provider_id, held_on) WHERE register_taken_on IS NULL;
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward: restore a backup instead');
  }
}
