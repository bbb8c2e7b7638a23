-- lockstep: category=release
-- lockstep: requires=DM001
-- lockstep: changes=usage_ledger.cost_cents "cost_micros holds the same amount, exactly"
-- Cents are no longer written nor read: every line has its micros since DM001, and lines that an old process
-- posted later get theirs here. From now on no column of the ledger can be changed. SQLite rebuilds the
-- table, because it cannot make a column NOT NULL.

LOCK TABLE usage_ledger IN ACCESS EXCLUSIVE MODE;

UPDATE usage_ledger SET cost_micros = cost_cents * 10000 WHERE cost_micros IS NULL;

DROP TRIGGER usage_ledger_refuse_update ON usage_ledger;
DROP TRIGGER usage_ledger_refuse_new_cost ON usage_ledger;

-- A CHECK that names cost_cents would go silently with it, so it is replaced by name.
ALTER TABLE usage_ledger
  DROP CONSTRAINT usage_ledger_usage_not_negative,
  DROP CONSTRAINT usage_ledger_usage_micros_not_negative,
  ADD CONSTRAINT usage_ledger_usage_not_negative CHECK (
    kind = 'adjustment'
    OR (input_tokens >= 0 AND cached_input_tokens >= 0 AND output_tokens >= 0 AND cost_micros >= 0)
  ),
  ALTER COLUMN cost_micros SET NOT NULL,
  DROP COLUMN cost_cents;

CREATE TRIGGER usage_ledger_refuse_update BEFORE UPDATE ON usage_ledger
  FOR EACH ROW EXECUTE FUNCTION refuse_usage_ledger_change();
