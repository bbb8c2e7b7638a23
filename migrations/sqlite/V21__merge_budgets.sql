-- One table of budgets for every kind of owner; money turns from US cents to micros (millionths of a US
-- dollar), because one request costs fractions of a cent. The ledger gets its micros beside the cents: DM001
-- fills old lines. PostgreSQL locks the old tables first: there others could write between the copy and the
-- DROP.

CREATE TABLE budgets (
  id TEXT NOT NULL PRIMARY KEY CHECK (length(id) = 36),
  user_id TEXT REFERENCES users (id) ON DELETE CASCADE ON UPDATE RESTRICT,
  team_id TEXT REFERENCES teams (id) ON DELETE CASCADE ON UPDATE RESTRICT,
  period TEXT NOT NULL CHECK (period IN ('day', 'week', 'month', 'total')),
  soft_limit_micros INTEGER CHECK (soft_limit_micros BETWEEN 0 AND 9007199254740991),
  hard_limit_micros INTEGER CHECK (hard_limit_micros BETWEEN 0 AND 9007199254740991),
  spent_micros INTEGER NOT NULL DEFAULT 0 CHECK (spent_micros BETWEEN 0 AND 9007199254740991),
  period_started_at INTEGER NOT NULL,
  created_at INTEGER NOT NULL DEFAULT (CAST(unixepoch('subsec') * 1000 AS INTEGER)),
  updated_at INTEGER NOT NULL DEFAULT (CAST(unixepoch('subsec') * 1000 AS INTEGER)),
  UNIQUE (user_id, period),
  UNIQUE (team_id, period),
  CONSTRAINT budgets_one_owner CHECK ((user_id IS NULL) <> (team_id IS NULL)),
  CONSTRAINT budgets_limit_something CHECK (soft_limit_micros IS NOT NULL OR hard_limit_micros IS NOT NULL),
  CONSTRAINT budgets_soft_below_hard CHECK (soft_limit_micros <= hard_limit_micros)
) STRICT;

INSERT INTO budgets (
  id, user_id, team_id, period, soft_limit_micros, hard_limit_micros, spent_micros, period_started_at,
  created_at, updated_at
)
SELECT
  id, user_id, NULL, period, soft_limit_cents * 10000, hard_limit_cents * 10000, spent_cents * 10000,
  period_started_at, created_at, updated_at
FROM user_budgets;
INSERT INTO budgets (
  id, user_id, team_id, period, soft_limit_micros, hard_limit_micros, spent_micros, period_started_at,
  created_at, updated_at
)
SELECT
  id, NULL, team_id, period, soft_limit_cents * 10000, hard_limit_cents * 10000, spent_cents * 10000,
  period_started_at, created_at, updated_at
FROM team_budgets;

DROP TABLE user_budgets;
DROP TABLE team_budgets;

ALTER TABLE usage_ledger
  ADD COLUMN cost_micros INTEGER CHECK (cost_micros BETWEEN -9007199254740991 AND 9007199254740991)
  CONSTRAINT usage_ledger_usage_micros_not_negative CHECK (kind = 'adjustment' OR cost_micros >= 0);

-- The ledger stays append-only, save for one change: a line without micros may get the exact worth of its
-- cents.
DROP TRIGGER usage_ledger_refuse_update;
CREATE TRIGGER usage_ledger_refuse_update BEFORE UPDATE OF
  id, request_id, kind, corrects_id, api_key_id, user_id, team_id, model_id, price_id, input_tokens,
  cached_input_tokens, output_tokens, cost_cents, occurred_at, posted_at
  ON usage_ledger
BEGIN
  SELECT RAISE(ABORT, 'usage_ledger is append-only');
END;
CREATE TRIGGER usage_ledger_refuse_new_cost BEFORE UPDATE OF cost_micros ON usage_ledger
WHEN OLD.cost_micros IS NOT NULL OR NEW.cost_micros IS DISTINCT FROM OLD.cost_cents * 10000
BEGIN
  SELECT RAISE(ABORT, 'usage_ledger is append-only');
END;
