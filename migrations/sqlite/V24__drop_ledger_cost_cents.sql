-- lockstep: category=release
-- lockstep: requires=DM001
-- lockstep: changes=usage_ledger.cost_cents "cost_micros holds the same amount, exactly"
-- lockstep: foreign-keys=off
-- Cents are no longer written nor read: every line has its micros since DM001, and lines that an old process
-- posted later get theirs here. From now on no column of the ledger can be changed. PostgreSQL changes the
-- table in place. Here it is rebuilt, because cost_micros becomes NOT NULL; foreign keys are off, or DROP
-- TABLE would meet the lines that correct others.

CREATE TABLE usage_ledger_rebuilt (
  id TEXT NOT NULL PRIMARY KEY CHECK (length(id) = 36),
  request_id TEXT NOT NULL UNIQUE CHECK (length(request_id) = 36),
  kind TEXT NOT NULL DEFAULT 'usage' CHECK (kind IN ('usage', 'adjustment')),
  corrects_id TEXT REFERENCES usage_ledger (id) ON DELETE RESTRICT ON UPDATE RESTRICT,
  api_key_id TEXT NOT NULL REFERENCES api_keys (id) ON DELETE RESTRICT ON UPDATE RESTRICT,
  user_id TEXT REFERENCES users (id) ON DELETE RESTRICT ON UPDATE RESTRICT,
  team_id TEXT REFERENCES teams (id) ON DELETE RESTRICT ON UPDATE RESTRICT,
  model_id TEXT NOT NULL REFERENCES models (id) ON DELETE RESTRICT ON UPDATE RESTRICT,
  price_id TEXT REFERENCES model_prices (id) ON DELETE RESTRICT ON UPDATE RESTRICT,
  input_tokens INTEGER NOT NULL DEFAULT 0,
  cached_input_tokens INTEGER NOT NULL DEFAULT 0,
  output_tokens INTEGER NOT NULL DEFAULT 0,
  occurred_at INTEGER NOT NULL,
  posted_at INTEGER NOT NULL DEFAULT (CAST(unixepoch('subsec') * 1000 AS INTEGER)),
  cost_micros INTEGER NOT NULL CHECK (cost_micros BETWEEN -9007199254740991 AND 9007199254740991),
  CONSTRAINT usage_ledger_one_owner CHECK ((user_id IS NULL) <> (team_id IS NULL)),
  CONSTRAINT usage_ledger_adjustment_corrects CHECK ((kind = 'adjustment') = (corrects_id IS NOT NULL)),
  CONSTRAINT usage_ledger_tokens_in_range CHECK (
    input_tokens BETWEEN -9007199254740991 AND 9007199254740991
    AND cached_input_tokens BETWEEN -9007199254740991 AND 9007199254740991
    AND output_tokens BETWEEN -9007199254740991 AND 9007199254740991
  ),
  CONSTRAINT usage_ledger_usage_not_negative CHECK (
    kind = 'adjustment'
    OR (input_tokens >= 0 AND cached_input_tokens >= 0 AND output_tokens >= 0 AND cost_micros >= 0)
  )
) STRICT;
INSERT INTO usage_ledger_rebuilt (
  id, request_id, kind, corrects_id, api_key_id, user_id, team_id, model_id, price_id, input_tokens,
  cached_input_tokens, output_tokens, occurred_at, posted_at, cost_micros
)
SELECT
  id, request_id, kind, corrects_id, api_key_id, user_id, team_id, model_id, price_id, input_tokens,
  cached_input_tokens, output_tokens, occurred_at, posted_at, COALESCE(cost_micros, cost_cents * 10000)
FROM usage_ledger;
DROP TABLE usage_ledger;
ALTER TABLE usage_ledger_rebuilt RENAME TO usage_ledger;
CREATE INDEX usage_ledger_corrects_id_idx ON usage_ledger (corrects_id);
CREATE INDEX usage_ledger_api_key_id_idx ON usage_ledger (api_key_id, occurred_at);
CREATE INDEX usage_ledger_user_id_idx ON usage_ledger (user_id, occurred_at);
CREATE INDEX usage_ledger_team_id_idx ON usage_ledger (team_id, occurred_at);
CREATE INDEX usage_ledger_model_id_idx ON usage_ledger (model_id, occurred_at);
CREATE INDEX usage_ledger_price_id_idx ON usage_ledger (price_id);
CREATE INDEX usage_ledger_occurred_at_idx ON usage_ledger (occurred_at);

CREATE TRIGGER usage_ledger_refuse_update BEFORE UPDATE ON usage_ledger
BEGIN
  SELECT RAISE(ABORT, 'usage_ledger is append-only');
END;
CREATE TRIGGER usage_ledger_refuse_delete BEFORE DELETE ON usage_ledger
BEGIN
  SELECT RAISE(ABORT, 'usage_ledger is append-only');
END;
