-- Who may do what. The application reads; middletier_ledger, which nobody signs in as, writes through the functions it
-- owns. It sees the whole operator whoever calls, because a school's booking holds an adviser's day; never another's.
-- No role the application uses may change or delete what was recorded.
GRANT USAGE ON SCHEMA ledger TO middletier_app, middletier_system, middletier_ledger;

SELECT platform.protect('ledger.account', 'parties', ARRAY['owner_id'], 'SELECT');
SELECT platform.protect('ledger.stripe', 'parties', ARRAY['owner_id'], 'SELECT');
SELECT platform.protect('ledger.lot', 'parties', ARRAY['owner_id'], 'SELECT');
SELECT platform.protect('ledger.lot_entry', 'parties', ARRAY['owner_id'], 'SELECT');
SELECT platform.protect('ledger.transfer', 'parties', ARRAY['debit_owner_id', 'credit_owner_id'], 'SELECT');
SELECT platform.protect('ledger.hold', 'parties', ARRAY['debit_owner_id', 'credit_owner_id'], 'SELECT');
SELECT platform.protect('ledger.period', 'staff', verbs => 'SELECT, INSERT, UPDATE');
SELECT platform.protect('ledger.rate', 'shared', verbs => 'SELECT, INSERT');
SELECT platform.protect('ledger.adjustment', 'staff');
SELECT platform.protect('ledger.batch', 'staff', verbs => 'SELECT');
SELECT platform.protect('ledger.verification', 'staff', verbs => 'SELECT, INSERT');
GRANT SELECT ON ledger.balance TO middletier_app, middletier_system, middletier_ledger;

DO $$
DECLARE name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['account', 'stripe', 'lot', 'lot_entry', 'transfer', 'hold', 'period', 'batch'] LOOP
    EXECUTE format('CREATE POLICY ledger ON ledger.%I TO middletier_ledger USING (operator_id = (SELECT platform.operator_id()))
                    WITH CHECK (operator_id = (SELECT platform.operator_id()))', name);
  END LOOP;
END $$;
REVOKE INSERT, UPDATE, DELETE ON ledger.account, ledger.stripe, ledger.lot, ledger.lot_entry, ledger.transfer, ledger.hold,
  ledger.batch FROM middletier_system;
GRANT SELECT, INSERT, UPDATE ON ledger.account, ledger.stripe, ledger.lot, ledger.hold TO middletier_ledger;
GRANT SELECT, INSERT ON ledger.transfer, ledger.lot_entry, ledger.batch TO middletier_ledger;
GRANT SELECT ON ledger.period TO middletier_ledger;

-- The functions' owner; CREATE on the schema is needed only while ownership passes.
GRANT CREATE ON SCHEMA ledger TO middletier_ledger;
DO $$
DECLARE f regprocedure;
BEGIN
  FOR f IN SELECT p.oid FROM pg_proc p WHERE p.pronamespace = 'ledger'::regnamespace LOOP
    EXECUTE format('REVOKE ALL ON FUNCTION %s FROM PUBLIC', f);
    EXECUTE format('ALTER FUNCTION %s OWNER TO middletier_ledger', f);
  END LOOP;
END $$;
REVOKE CREATE ON SCHEMA ledger FROM middletier_ledger;
GRANT EXECUTE ON FUNCTION ledger.apply, ledger.open, ledger.close, ledger.counterparties, ledger.settled_seq, ledger.seal TO middletier_app;
GRANT EXECUTE ON FUNCTION ledger.fingerprint, ledger.digest TO middletier_app, middletier_system;
