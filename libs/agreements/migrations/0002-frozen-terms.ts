import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Whatever a school agreed to is kept on the agreement and the purchase, so that no later change of the catalogue reaches it. */
export class FrozenTerms1795603000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE agreements.agreement
        -- What a whole year costs; price is the part of it for this term.
        ADD COLUMN year_price bigint CHECK (year_price >= 0),
        -- What signing grants: [{"unit": "DAY", "pool": "entitlement", "amount": "500", "label": "days of your SIP"}, ...]
        ADD COLUMN grants jsonb,
        -- What decides the tax, and the codes the school books it to.
        ADD COLUMN service_type text CHECK (service_type IN ('consultancy', 'training', 'teaching-staff', 'services')),
        ADD COLUMN cfr_code text,
        ADD COLUMN aar_code text,
        -- A signed agreement is due to be billed from this day.
        ADD COLUMN bills_on date;
      ALTER TABLE agreements.purchase
        ADD COLUMN service_type text CHECK (service_type IN ('consultancy', 'training', 'teaching-staff', 'services')),
        ADD COLUMN cfr_code text,
        ADD COLUMN aar_code text;

      -- Policies hold for the tables' owner too, except while this migration looks at every row.
      ALTER TABLE agreements.agreement NO FORCE ROW LEVEL SECURITY;
      ALTER TABLE agreements.purchase NO FORCE ROW LEVEL SECURITY;
      ALTER TABLE catalogue.offer NO FORCE ROW LEVEL SECURITY;
      ALTER TABLE catalogue.plan_grant NO FORCE ROW LEVEL SECURITY;
      UPDATE agreements.agreement a SET
          year_price = round(a.price * 12.0 / term.months),
          service_type = o.service_type, cfr_code = o.cfr_code, aar_code = o.aar_code, bills_on = a.starts_on,
          grants = coalesce((SELECT jsonb_agg(jsonb_build_object('unit', g.unit, 'pool', g.pool, 'label', g.label,
              'amount', (((g.amount * term.months + 12 * g.whole - 1) / (12 * g.whole)) * g.whole)::text) ORDER BY g.position)
            FROM (SELECT *, CASE unit WHEN 'DAY' THEN 50 WHEN 'CREDIT' THEN 100 ELSE 1 END AS whole FROM catalogue.plan_grant) g
            WHERE g.operator_id = a.operator_id AND g.offer_id = a.offer_id), '[]')
        FROM catalogue.offer o, (SELECT operator_id, agreement_id, least(12, greatest(1,
            (extract(year FROM ends_on) - extract(year FROM starts_on)) * 12 + extract(month FROM ends_on) - extract(month FROM starts_on)
              + (extract(day FROM ends_on) >= extract(day FROM starts_on))::int))::bigint AS months FROM agreements.agreement) term
        WHERE o.operator_id = a.operator_id AND o.offer_id = a.offer_id AND term.operator_id = a.operator_id AND term.agreement_id = a.agreement_id;
      UPDATE agreements.purchase p SET service_type = o.service_type, cfr_code = o.cfr_code, aar_code = o.aar_code
        FROM catalogue.offer o WHERE o.operator_id = p.operator_id AND o.offer_id = p.offer_id;
      ALTER TABLE agreements.agreement FORCE ROW LEVEL SECURITY;
      ALTER TABLE agreements.purchase FORCE ROW LEVEL SECURITY;
      ALTER TABLE catalogue.offer FORCE ROW LEVEL SECURITY;
      ALTER TABLE catalogue.plan_grant FORCE ROW LEVEL SECURITY;

      ALTER TABLE agreements.agreement ALTER COLUMN year_price SET NOT NULL, ALTER COLUMN grants SET NOT NULL, ALTER COLUMN service_type SET NOT NULL,
        ALTER COLUMN cfr_code SET NOT NULL, ALTER COLUMN aar_code SET NOT NULL, ALTER COLUMN bills_on SET NOT NULL;
      ALTER TABLE agreements.purchase ALTER COLUMN service_type SET NOT NULL, ALTER COLUMN cfr_code SET NOT NULL, ALTER COLUMN aar_code SET NOT NULL;
      CREATE INDEX agreement_bills ON agreements.agreement (operator_id, bills_on, agreement_id) WHERE state = 'signed';
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward: restore a backup instead');
  }
}
