-- What schools are signed for, and have ordered. What other contexts may read of agreements, and nothing else of it; each sees what its policies let it see.

CREATE VIEW agreements.agreements WITH (security_invoker) AS SELECT
  operator_id, agreement_id, school_id, provider_id, offer_id, title, starts_on, ends_on, price, year_price, price_because,
  purchase_order, state, at_term_end, next_offer_id, notice_by, renews_id, renewal_batch_id, renewal_problem,
  prepared_by, prepared_at, decided_by, grants, bills_on, superseded_by, backdated_because,
  declined_because
FROM agreements.agreement;

CREATE VIEW agreements.purchases WITH (security_invoker) AS SELECT
  operator_id, purchase_id, school_id, provider_id, title, means, amount, unit, state, finished_on
FROM agreements.purchase;
