-- Takes one command's amount from the lots of its debit account: by priority, then expiry, then those that
-- pay for some purposes only, then age; only lots that may
-- pay for its purpose and may be spent on the day it is used: from their first day to their last. A named lot is taken from
-- whatever its terms.
CREATE OR REPLACE FUNCTION ledger.draw(x ledger.context, c ledger.command) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  used date := coalesce(c.used_on, c.counts_on);
  drawn bigint;
BEGIN
  WITH lot AS (
    SELECT l.lot_id, l.owner_id, l.available, sum(l.available) OVER spending AS running, row_number() OVER spending AS part
    FROM ledger.lot l
    WHERE l.operator_id = x.operator_id AND l.account_id = c.debit AND l.available > 0
      AND CASE WHEN c.from_lot IS NOT NULL THEN l.lot_id = c.from_lot
               ELSE (l.restriction IS NULL OR c.purpose = ANY (l.restriction)) AND (l.expires_on IS NULL OR l.expires_on >= used)
                    AND (l.valid_from IS NULL OR l.valid_from <= used) END
    WINDOW spending AS (ORDER BY l.priority, l.expires_on NULLS LAST, l.restriction IS NULL, l.age)
  ), take AS (
    SELECT lot_id, owner_id, part, least(available, c.amount - (running - available)) AS amount
    FROM lot WHERE running - available < c.amount
  ), taken AS (
    UPDATE ledger.lot l SET
      debits_posted = l.debits_posted + CASE c.kind WHEN 'post' THEN take.amount ELSE 0 END,
      debits_held = l.debits_held + CASE c.kind WHEN 'hold' THEN take.amount ELSE 0 END
    FROM take WHERE l.operator_id = x.operator_id AND l.lot_id = take.lot_id
  ), entered AS (
    INSERT INTO ledger.lot_entry (operator_id, transfer_id, side, lot_id, part, posted, held, hold_id, owner_id)
    SELECT x.operator_id, c.id, 'debit', lot_id, part,
           CASE c.kind WHEN 'post' THEN amount ELSE 0 END, CASE c.kind WHEN 'hold' THEN amount ELSE 0 END,
           CASE c.kind WHEN 'hold' THEN c.id END, owner_id
    FROM take
  )
  SELECT coalesce(sum(amount), 0) INTO drawn FROM take;

  IF drawn < c.amount THEN
    PERFORM ledger.refuse(
      CASE WHEN c.from_lot IS NULL AND c.amount <= (
        SELECT sum(l.available) FROM ledger.lot l
        WHERE l.operator_id = x.operator_id AND l.account_id = c.debit AND (l.expires_on IS NULL OR l.expires_on >= used)
          AND (l.valid_from IS NULL OR l.valid_from <= used))
        -- What the failed draw took counts again once it is undone; here it is still taken.
        + drawn THEN 'LG010' ELSE 'LG008' END,
      jsonb_build_object('id', c.id, 'account', c.debit, 'available', drawn::text, 'needed', c.amount::text));
  END IF;
END $$;
