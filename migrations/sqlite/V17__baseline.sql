-- The store of an LLM gateway, as it stands at V17. Conventions of columns, names and keys: ../README.md.
-- PostgreSQL differs in column forms only, and in one trigger more: it has a TRUNCATE to refuse.

-- People and teams ------------------------------------------------------------------------------------------

CREATE TABLE users (
  id TEXT NOT NULL PRIMARY KEY CHECK (length(id) = 36),
  email TEXT NOT NULL CHECK (email <> ''),
  display_name TEXT NOT NULL CHECK (display_name <> ''),
  password_hash TEXT,
  role TEXT NOT NULL DEFAULT 'member' CHECK (role IN ('admin', 'member')),
  status TEXT NOT NULL DEFAULT 'active' CHECK (status IN ('active', 'suspended')),
  last_login_at INTEGER,
  created_at INTEGER NOT NULL DEFAULT (CAST(unixepoch('subsec') * 1000 AS INTEGER)),
  updated_at INTEGER NOT NULL DEFAULT (CAST(unixepoch('subsec') * 1000 AS INTEGER))
) STRICT;
-- One account per address, whatever its case. lower() folds A-Z alone; PostgreSQL does the same under COLLATE
-- "C".
CREATE UNIQUE INDEX users_email_key ON users (lower(email));

CREATE TABLE user_identities (
  issuer TEXT NOT NULL CHECK (issuer <> ''),
  subject TEXT NOT NULL CHECK (subject <> ''),
  user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE ON UPDATE RESTRICT,
  created_at INTEGER NOT NULL DEFAULT (CAST(unixepoch('subsec') * 1000 AS INTEGER)),
  PRIMARY KEY (issuer, subject),
  UNIQUE (user_id, issuer)
) STRICT;

CREATE TABLE sessions (
  id TEXT NOT NULL PRIMARY KEY CHECK (length(id) = 36),
  user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE ON UPDATE RESTRICT,
  token_hash TEXT NOT NULL UNIQUE CHECK (length(token_hash) = 64),
  ip_address TEXT,
  user_agent TEXT,
  created_at INTEGER NOT NULL DEFAULT (CAST(unixepoch('subsec') * 1000 AS INTEGER)),
  last_seen_at INTEGER NOT NULL DEFAULT (CAST(unixepoch('subsec') * 1000 AS INTEGER)),
  expires_at INTEGER NOT NULL,
  CONSTRAINT sessions_end_after_start CHECK (expires_at > created_at)
) STRICT;
CREATE INDEX sessions_user_id_idx ON sessions (user_id);
CREATE INDEX sessions_expires_at_idx ON sessions (expires_at);

CREATE TABLE teams (
  id TEXT NOT NULL PRIMARY KEY CHECK (length(id) = 36),
  slug TEXT NOT NULL UNIQUE CHECK (slug <> '' AND slug = lower(slug)),
  name TEXT NOT NULL CHECK (name <> ''),
  status TEXT NOT NULL DEFAULT 'active' CHECK (status IN ('active', 'suspended')),
  created_at INTEGER NOT NULL DEFAULT (CAST(unixepoch('subsec') * 1000 AS INTEGER)),
  updated_at INTEGER NOT NULL DEFAULT (CAST(unixepoch('subsec') * 1000 AS INTEGER))
) STRICT;

CREATE TABLE memberships (
  team_id TEXT NOT NULL REFERENCES teams (id) ON DELETE CASCADE ON UPDATE RESTRICT,
  user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE ON UPDATE RESTRICT,
  role TEXT NOT NULL DEFAULT 'member' CHECK (role IN ('owner', 'admin', 'member')),
  created_at INTEGER NOT NULL DEFAULT (CAST(unixepoch('subsec') * 1000 AS INTEGER)),
  PRIMARY KEY (team_id, user_id)
) STRICT;
CREATE INDEX memberships_user_id_idx ON memberships (user_id);

CREATE TABLE invitations (
  id TEXT NOT NULL PRIMARY KEY CHECK (length(id) = 36),
  team_id TEXT NOT NULL REFERENCES teams (id) ON DELETE CASCADE ON UPDATE RESTRICT,
  email TEXT NOT NULL CHECK (email <> ''),
  role TEXT NOT NULL DEFAULT 'member' CHECK (role IN ('owner', 'admin', 'member')),
  token_hash TEXT NOT NULL UNIQUE CHECK (length(token_hash) = 64),
  invited_by TEXT REFERENCES users (id) ON DELETE SET NULL ON UPDATE RESTRICT,
  created_at INTEGER NOT NULL DEFAULT (CAST(unixepoch('subsec') * 1000 AS INTEGER)),
  expires_at INTEGER NOT NULL,
  accepted_at INTEGER,
  revoked_at INTEGER,
  CONSTRAINT invitations_settled_once CHECK (accepted_at IS NULL OR revoked_at IS NULL)
) STRICT;
-- One open invitation per team and address; settled ones stay as a record.
CREATE UNIQUE INDEX invitations_open_key ON invitations (team_id, lower(email))
  WHERE accepted_at IS NULL AND revoked_at IS NULL;
CREATE INDEX invitations_team_id_idx ON invitations (team_id);
CREATE INDEX invitations_invited_by_idx ON invitations (invited_by);

CREATE TABLE retention_policies (
  team_id TEXT NOT NULL PRIMARY KEY REFERENCES teams (id) ON DELETE CASCADE ON UPDATE RESTRICT,
  log_days INTEGER NOT NULL DEFAULT 90 CHECK (log_days BETWEEN 1 AND 3650),
  payload_days INTEGER NOT NULL DEFAULT 7 CHECK (payload_days BETWEEN 0 AND 3650),
  updated_at INTEGER NOT NULL DEFAULT (CAST(unixepoch('subsec') * 1000 AS INTEGER)),
  CONSTRAINT retention_policies_payloads_go_first CHECK (payload_days <= log_days)
) STRICT;

-- Providers, models, routes ---------------------------------------------------------------------------------

CREATE TABLE providers (
  id TEXT NOT NULL PRIMARY KEY CHECK (length(id) = 36),
  slug TEXT NOT NULL UNIQUE CHECK (slug <> '' AND slug = lower(slug)),
  name TEXT NOT NULL CHECK (name <> ''),
  kind TEXT NOT NULL CHECK (kind IN ('openai', 'anthropic', 'gemini', 'ollama', 'custom')),
  base_url TEXT NOT NULL CHECK (base_url <> ''),
  status TEXT NOT NULL DEFAULT 'enabled' CHECK (status IN ('enabled', 'disabled')),
  settings TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(settings)),
  created_at INTEGER NOT NULL DEFAULT (CAST(unixepoch('subsec') * 1000 AS INTEGER)),
  updated_at INTEGER NOT NULL DEFAULT (CAST(unixepoch('subsec') * 1000 AS INTEGER))
) STRICT;

CREATE TABLE provider_credentials (
  id TEXT NOT NULL PRIMARY KEY CHECK (length(id) = 36),
  provider_id TEXT NOT NULL REFERENCES providers (id) ON DELETE CASCADE ON UPDATE RESTRICT,
  label TEXT NOT NULL CHECK (label <> ''),
  ciphertext BLOB NOT NULL,
  key_version INTEGER NOT NULL DEFAULT 1 CHECK (key_version BETWEEN 1 AND 1000000),
  status TEXT NOT NULL DEFAULT 'standby' CHECK (status IN ('active', 'standby', 'retired')),
  created_at INTEGER NOT NULL DEFAULT (CAST(unixepoch('subsec') * 1000 AS INTEGER)),
  rotated_at INTEGER,
  UNIQUE (provider_id, label)
) STRICT;
CREATE UNIQUE INDEX provider_credentials_active_key ON provider_credentials (provider_id)
  WHERE status = 'active';

CREATE TABLE models (
  id TEXT NOT NULL PRIMARY KEY CHECK (length(id) = 36),
  slug TEXT NOT NULL UNIQUE CHECK (slug <> '' AND slug = lower(slug)),
  name TEXT NOT NULL CHECK (name <> ''),
  modality TEXT NOT NULL DEFAULT 'chat' CHECK (modality IN ('chat', 'embedding', 'image', 'audio')),
  context_tokens INTEGER NOT NULL CHECK (context_tokens BETWEEN 1 AND 1000000000),
  max_output_tokens INTEGER CHECK (max_output_tokens BETWEEN 1 AND 1000000000),
  capabilities TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(capabilities)),
  status TEXT NOT NULL DEFAULT 'available' CHECK (status IN ('available', 'deprecated', 'retired')),
  created_at INTEGER NOT NULL DEFAULT (CAST(unixepoch('subsec') * 1000 AS INTEGER)),
  updated_at INTEGER NOT NULL DEFAULT (CAST(unixepoch('subsec') * 1000 AS INTEGER))
) STRICT;

CREATE TABLE model_aliases (
  alias TEXT NOT NULL PRIMARY KEY CHECK (alias <> '' AND alias = lower(alias)),
  model_id TEXT NOT NULL REFERENCES models (id) ON DELETE CASCADE ON UPDATE RESTRICT,
  created_at INTEGER NOT NULL DEFAULT (CAST(unixepoch('subsec') * 1000 AS INTEGER))
) STRICT;
CREATE INDEX model_aliases_model_id_idx ON model_aliases (model_id);

-- A price holds from effective_from until the next one of the same model: periods can neither overlap nor
-- leave gaps.
CREATE TABLE model_prices (
  id TEXT NOT NULL PRIMARY KEY CHECK (length(id) = 36),
  model_id TEXT NOT NULL REFERENCES models (id) ON DELETE RESTRICT ON UPDATE RESTRICT,
  effective_from INTEGER NOT NULL,
  input_micros_per_mtok INTEGER NOT NULL CHECK (input_micros_per_mtok BETWEEN 0 AND 9007199254740991),
  cached_input_micros_per_mtok INTEGER NOT NULL
    CHECK (cached_input_micros_per_mtok BETWEEN 0 AND 9007199254740991),
  output_micros_per_mtok INTEGER NOT NULL CHECK (output_micros_per_mtok BETWEEN 0 AND 9007199254740991),
  created_by TEXT REFERENCES users (id) ON DELETE SET NULL ON UPDATE RESTRICT,
  created_at INTEGER NOT NULL DEFAULT (CAST(unixepoch('subsec') * 1000 AS INTEGER)),
  UNIQUE (model_id, effective_from)
) STRICT;
CREATE INDEX model_prices_created_by_idx ON model_prices (created_by);

CREATE TABLE routes (
  id TEXT NOT NULL PRIMARY KEY CHECK (length(id) = 36),
  model_id TEXT NOT NULL REFERENCES models (id) ON DELETE CASCADE ON UPDATE RESTRICT,
  provider_id TEXT NOT NULL REFERENCES providers (id) ON DELETE RESTRICT ON UPDATE RESTRICT,
  upstream_model TEXT NOT NULL CHECK (upstream_model <> ''),
  priority INTEGER NOT NULL DEFAULT 100 CHECK (priority BETWEEN 0 AND 1000),
  weight INTEGER NOT NULL DEFAULT 1 CHECK (weight BETWEEN 0 AND 1000),
  compatibility_profile TEXT NOT NULL DEFAULT 'native'
    CHECK (compatibility_profile IN ('native', 'openai', 'anthropic', 'gemini')),
  timeout_ms INTEGER NOT NULL DEFAULT 60000 CHECK (timeout_ms BETWEEN 1 AND 3600000),
  enabled INTEGER NOT NULL DEFAULT 1 CHECK (enabled IN (0, 1)),
  created_at INTEGER NOT NULL DEFAULT (CAST(unixepoch('subsec') * 1000 AS INTEGER)),
  updated_at INTEGER NOT NULL DEFAULT (CAST(unixepoch('subsec') * 1000 AS INTEGER)),
  UNIQUE (model_id, provider_id, upstream_model)
) STRICT;
CREATE INDEX routes_model_id_priority_idx ON routes (model_id, priority);
CREATE INDEX routes_provider_id_idx ON routes (provider_id);

CREATE TABLE route_health (
  route_id TEXT NOT NULL PRIMARY KEY REFERENCES routes (id) ON DELETE CASCADE ON UPDATE RESTRICT,
  circuit TEXT NOT NULL DEFAULT 'closed' CHECK (circuit IN ('closed', 'open', 'half_open')),
  consecutive_failures INTEGER NOT NULL DEFAULT 0 CHECK (consecutive_failures BETWEEN 0 AND 1000000000),
  last_error TEXT,
  retry_at INTEGER,
  updated_at INTEGER NOT NULL DEFAULT (CAST(unixepoch('subsec') * 1000 AS INTEGER)),
  CONSTRAINT route_health_open_has_retry CHECK (circuit <> 'open' OR retry_at IS NOT NULL)
) STRICT;

-- Keys, grants, limits, budgets -----------------------------------------------------------------------------

CREATE TABLE api_keys (
  id TEXT NOT NULL PRIMARY KEY CHECK (length(id) = 36),
  name TEXT NOT NULL CHECK (name <> ''),
  key_prefix TEXT NOT NULL CHECK (key_prefix <> ''),
  key_hash TEXT NOT NULL UNIQUE CHECK (length(key_hash) = 64),
  user_id TEXT REFERENCES users (id) ON DELETE CASCADE ON UPDATE RESTRICT,
  team_id TEXT REFERENCES teams (id) ON DELETE CASCADE ON UPDATE RESTRICT,
  status TEXT NOT NULL DEFAULT 'active' CHECK (status IN ('active', 'revoked')),
  created_by TEXT REFERENCES users (id) ON DELETE SET NULL ON UPDATE RESTRICT,
  created_at INTEGER NOT NULL DEFAULT (CAST(unixepoch('subsec') * 1000 AS INTEGER)),
  last_used_at INTEGER,
  expires_at INTEGER,
  revoked_at INTEGER,
  CONSTRAINT api_keys_one_owner CHECK ((user_id IS NULL) <> (team_id IS NULL)),
  CONSTRAINT api_keys_revoked_has_time CHECK ((status = 'revoked') = (revoked_at IS NOT NULL))
) STRICT;
CREATE INDEX api_keys_user_id_idx ON api_keys (user_id);
CREATE INDEX api_keys_team_id_idx ON api_keys (team_id);
CREATE INDEX api_keys_created_by_idx ON api_keys (created_by);

-- What the gateway looks up by key_hash at every request; the caller compares expires_at with its clock.
CREATE VIEW active_api_keys AS
SELECT
  k.id,
  k.key_hash,
  k.expires_at,
  k.user_id AS billed_user_id,
  k.team_id AS billed_team_id
FROM api_keys k
LEFT JOIN users u ON u.id = k.user_id
LEFT JOIN teams t ON t.id = k.team_id
WHERE k.status = 'active' AND COALESCE(u.status, t.status) = 'active';

CREATE TABLE api_key_limits (
  api_key_id TEXT NOT NULL REFERENCES api_keys (id) ON DELETE CASCADE ON UPDATE RESTRICT,
  span TEXT NOT NULL CHECK (span IN ('minute', 'hour', 'day')),
  max_requests INTEGER CHECK (max_requests BETWEEN 0 AND 9007199254740991),
  max_tokens INTEGER CHECK (max_tokens BETWEEN 0 AND 9007199254740991),
  PRIMARY KEY (api_key_id, span),
  CONSTRAINT api_key_limits_limit_something CHECK (max_requests IS NOT NULL OR max_tokens IS NOT NULL)
) STRICT;

-- A model that a team, a user or a single key may use.
CREATE TABLE model_grants (
  id TEXT NOT NULL PRIMARY KEY CHECK (length(id) = 36),
  model_id TEXT NOT NULL REFERENCES models (id) ON DELETE CASCADE ON UPDATE RESTRICT,
  user_id TEXT REFERENCES users (id) ON DELETE CASCADE ON UPDATE RESTRICT,
  team_id TEXT REFERENCES teams (id) ON DELETE CASCADE ON UPDATE RESTRICT,
  api_key_id TEXT REFERENCES api_keys (id) ON DELETE CASCADE ON UPDATE RESTRICT,
  granted_by TEXT REFERENCES users (id) ON DELETE SET NULL ON UPDATE RESTRICT,
  created_at INTEGER NOT NULL DEFAULT (CAST(unixepoch('subsec') * 1000 AS INTEGER)),
  UNIQUE (user_id, model_id),
  UNIQUE (team_id, model_id),
  UNIQUE (api_key_id, model_id),
  CONSTRAINT model_grants_one_grantee CHECK (
    CASE WHEN user_id IS NULL THEN 0 ELSE 1 END
    + CASE WHEN team_id IS NULL THEN 0 ELSE 1 END
    + CASE WHEN api_key_id IS NULL THEN 0 ELSE 1 END = 1
  )
) STRICT;
CREATE INDEX model_grants_model_id_idx ON model_grants (model_id);
CREATE INDEX model_grants_granted_by_idx ON model_grants (granted_by);

-- The current period's spending stands beside the limits, so that one UPDATE checks and spends. Amounts in US
-- cents.
CREATE TABLE user_budgets (
  id TEXT NOT NULL PRIMARY KEY CHECK (length(id) = 36),
  user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE ON UPDATE RESTRICT,
  period TEXT NOT NULL CHECK (period IN ('day', 'week', 'month', 'total')),
  soft_limit_cents INTEGER CHECK (soft_limit_cents BETWEEN 0 AND 900719925474),
  hard_limit_cents INTEGER CHECK (hard_limit_cents BETWEEN 0 AND 900719925474),
  spent_cents INTEGER NOT NULL DEFAULT 0 CHECK (spent_cents BETWEEN 0 AND 900719925474),
  period_started_at INTEGER NOT NULL,
  created_at INTEGER NOT NULL DEFAULT (CAST(unixepoch('subsec') * 1000 AS INTEGER)),
  updated_at INTEGER NOT NULL DEFAULT (CAST(unixepoch('subsec') * 1000 AS INTEGER)),
  UNIQUE (user_id, period),
  CONSTRAINT user_budgets_limit_something
    CHECK (soft_limit_cents IS NOT NULL OR hard_limit_cents IS NOT NULL),
  CONSTRAINT user_budgets_soft_below_hard CHECK (soft_limit_cents <= hard_limit_cents)
) STRICT;

CREATE TABLE team_budgets (
  id TEXT NOT NULL PRIMARY KEY CHECK (length(id) = 36),
  team_id TEXT NOT NULL REFERENCES teams (id) ON DELETE CASCADE ON UPDATE RESTRICT,
  period TEXT NOT NULL CHECK (period IN ('day', 'week', 'month', 'total')),
  soft_limit_cents INTEGER CHECK (soft_limit_cents BETWEEN 0 AND 900719925474),
  hard_limit_cents INTEGER CHECK (hard_limit_cents BETWEEN 0 AND 900719925474),
  spent_cents INTEGER NOT NULL DEFAULT 0 CHECK (spent_cents BETWEEN 0 AND 900719925474),
  period_started_at INTEGER NOT NULL,
  created_at INTEGER NOT NULL DEFAULT (CAST(unixepoch('subsec') * 1000 AS INTEGER)),
  updated_at INTEGER NOT NULL DEFAULT (CAST(unixepoch('subsec') * 1000 AS INTEGER)),
  UNIQUE (team_id, period),
  CONSTRAINT team_budgets_limit_something
    CHECK (soft_limit_cents IS NOT NULL OR hard_limit_cents IS NOT NULL),
  CONSTRAINT team_budgets_soft_below_hard CHECK (soft_limit_cents <= hard_limit_cents)
) STRICT;

-- Requests and usage ----------------------------------------------------------------------------------------

-- What happened, for searching; rows go when their retention ends. user_id or team_id is who was billed.
CREATE TABLE request_log (
  id TEXT NOT NULL PRIMARY KEY CHECK (length(id) = 36),
  api_key_id TEXT REFERENCES api_keys (id) ON DELETE SET NULL ON UPDATE RESTRICT,
  user_id TEXT REFERENCES users (id) ON DELETE SET NULL ON UPDATE RESTRICT,
  team_id TEXT REFERENCES teams (id) ON DELETE SET NULL ON UPDATE RESTRICT,
  model_id TEXT REFERENCES models (id) ON DELETE SET NULL ON UPDATE RESTRICT,
  route_id TEXT REFERENCES routes (id) ON DELETE SET NULL ON UPDATE RESTRICT,
  requested_model TEXT NOT NULL CHECK (requested_model <> ''),
  status TEXT NOT NULL DEFAULT 'running'
    CHECK (status IN ('running', 'succeeded', 'failed', 'refused', 'cancelled')),
  http_status INTEGER CHECK (http_status BETWEEN 100 AND 599),
  error_code TEXT,
  streamed INTEGER NOT NULL DEFAULT 0 CHECK (streamed IN (0, 1)),
  input_tokens INTEGER NOT NULL DEFAULT 0 CHECK (input_tokens BETWEEN 0 AND 9007199254740991),
  output_tokens INTEGER NOT NULL DEFAULT 0 CHECK (output_tokens BETWEEN 0 AND 9007199254740991),
  started_at INTEGER NOT NULL DEFAULT (CAST(unixepoch('subsec') * 1000 AS INTEGER)),
  finished_at INTEGER,
  CONSTRAINT request_log_one_owner CHECK (user_id IS NULL OR team_id IS NULL)
) STRICT;
-- Keyset search within an owner, key, model or route: newest first is a backward scan.
CREATE INDEX request_log_api_key_id_idx ON request_log (api_key_id, started_at, id);
CREATE INDEX request_log_user_id_idx ON request_log (user_id, started_at, id);
CREATE INDEX request_log_team_id_idx ON request_log (team_id, started_at, id);
CREATE INDEX request_log_model_id_idx ON request_log (model_id, started_at, id);
CREATE INDEX request_log_route_id_idx ON request_log (route_id, started_at, id);

CREATE TABLE request_attempts (
  request_id TEXT NOT NULL REFERENCES request_log (id) ON DELETE CASCADE ON UPDATE RESTRICT,
  attempt INTEGER NOT NULL CHECK (attempt BETWEEN 1 AND 100),
  route_id TEXT REFERENCES routes (id) ON DELETE SET NULL ON UPDATE RESTRICT,
  outcome TEXT NOT NULL CHECK (outcome IN ('succeeded', 'failed', 'timed_out', 'cancelled')),
  http_status INTEGER CHECK (http_status BETWEEN 100 AND 599),
  error_message TEXT,
  started_at INTEGER NOT NULL,
  duration_ms INTEGER NOT NULL CHECK (duration_ms BETWEEN 0 AND 9007199254740991),
  PRIMARY KEY (request_id, attempt)
) STRICT;
CREATE INDEX request_attempts_route_id_idx ON request_attempts (route_id);

-- Apart from the log because payloads are large, seldom read, and go earlier.
CREATE TABLE request_payloads (
  request_id TEXT NOT NULL PRIMARY KEY REFERENCES request_log (id) ON DELETE CASCADE ON UPDATE RESTRICT,
  request_body TEXT CHECK (json_valid(request_body)),
  response_body TEXT CHECK (json_valid(response_body)),
  truncated INTEGER NOT NULL DEFAULT 0 CHECK (truncated IN (0, 1)),
  created_at INTEGER NOT NULL DEFAULT (CAST(unixepoch('subsec') * 1000 AS INTEGER))
) STRICT;
CREATE INDEX request_payloads_created_at_idx ON request_payloads (created_at);

CREATE TABLE request_tags (
  request_id TEXT NOT NULL REFERENCES request_log (id) ON DELETE CASCADE ON UPDATE RESTRICT,
  name TEXT NOT NULL CHECK (name <> ''),
  value TEXT NOT NULL,
  PRIMARY KEY (request_id, name)
) STRICT;
CREATE INDEX request_tags_name_value_idx ON request_tags (name, value, request_id);

-- What is billed, for ever: outlives the request log, so request_id refers to nothing; it makes posting
-- idempotent. A wrong line is corrected by an adjustment line. Parents of lines cannot be deleted.
CREATE TABLE usage_ledger (
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
  cost_cents INTEGER NOT NULL CHECK (cost_cents BETWEEN -900719925474 AND 900719925474),
  occurred_at INTEGER NOT NULL,
  posted_at INTEGER NOT NULL DEFAULT (CAST(unixepoch('subsec') * 1000 AS INTEGER)),
  CONSTRAINT usage_ledger_one_owner CHECK ((user_id IS NULL) <> (team_id IS NULL)),
  CONSTRAINT usage_ledger_adjustment_corrects CHECK ((kind = 'adjustment') = (corrects_id IS NOT NULL)),
  CONSTRAINT usage_ledger_tokens_in_range CHECK (
    input_tokens BETWEEN -9007199254740991 AND 9007199254740991
    AND cached_input_tokens BETWEEN -9007199254740991 AND 9007199254740991
    AND output_tokens BETWEEN -9007199254740991 AND 9007199254740991
  ),
  CONSTRAINT usage_ledger_usage_not_negative CHECK (
    kind = 'adjustment'
    OR (input_tokens >= 0 AND cached_input_tokens >= 0 AND output_tokens >= 0 AND cost_cents >= 0)
  )
) STRICT;
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

-- Operation -------------------------------------------------------------------------------------------------

-- Names what it is about without referring to it: the record outlives actor and target.
CREATE TABLE audit_log (
  id TEXT NOT NULL PRIMARY KEY CHECK (length(id) = 36),
  occurred_at INTEGER NOT NULL DEFAULT (CAST(unixepoch('subsec') * 1000 AS INTEGER)),
  actor_type TEXT NOT NULL CHECK (actor_type IN ('user', 'api_key', 'system')),
  actor_id TEXT,
  action TEXT NOT NULL CHECK (action <> ''),
  target_type TEXT NOT NULL CHECK (target_type <> ''),
  target_id TEXT NOT NULL,
  ip_address TEXT,
  details TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(details)),
  CONSTRAINT audit_log_actor_is_known CHECK ((actor_type = 'system') = (actor_id IS NULL))
) STRICT;
CREATE INDEX audit_log_occurred_at_idx ON audit_log (occurred_at, id);
CREATE INDEX audit_log_actor_idx ON audit_log (actor_type, actor_id, occurred_at);
CREATE INDEX audit_log_target_idx ON audit_log (target_type, target_id, occurred_at);

CREATE TABLE settings (
  name TEXT NOT NULL PRIMARY KEY CHECK (name <> ''),
  value TEXT NOT NULL CHECK (json_valid(value)),
  updated_by TEXT REFERENCES users (id) ON DELETE SET NULL ON UPDATE RESTRICT,
  updated_at INTEGER NOT NULL DEFAULT (CAST(unixepoch('subsec') * 1000 AS INTEGER))
) STRICT;
CREATE INDEX settings_updated_by_idx ON settings (updated_by);

CREATE TABLE webhooks (
  id TEXT NOT NULL PRIMARY KEY CHECK (length(id) = 36),
  team_id TEXT NOT NULL REFERENCES teams (id) ON DELETE CASCADE ON UPDATE RESTRICT,
  url TEXT NOT NULL CHECK (url <> ''),
  secret_ciphertext BLOB NOT NULL,
  events TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(events)),
  enabled INTEGER NOT NULL DEFAULT 1 CHECK (enabled IN (0, 1)),
  created_by TEXT REFERENCES users (id) ON DELETE SET NULL ON UPDATE RESTRICT,
  created_at INTEGER NOT NULL DEFAULT (CAST(unixepoch('subsec') * 1000 AS INTEGER)),
  updated_at INTEGER NOT NULL DEFAULT (CAST(unixepoch('subsec') * 1000 AS INTEGER)),
  UNIQUE (team_id, url)
) STRICT;
CREATE INDEX webhooks_created_by_idx ON webhooks (created_by);

CREATE TABLE webhook_deliveries (
  id TEXT NOT NULL PRIMARY KEY CHECK (length(id) = 36),
  webhook_id TEXT NOT NULL REFERENCES webhooks (id) ON DELETE CASCADE ON UPDATE RESTRICT,
  event TEXT NOT NULL CHECK (event <> ''),
  payload TEXT NOT NULL CHECK (json_valid(payload)),
  status TEXT NOT NULL DEFAULT 'pending' CHECK (status IN ('pending', 'delivered', 'abandoned')),
  attempts INTEGER NOT NULL DEFAULT 0 CHECK (attempts BETWEEN 0 AND 1000),
  next_attempt_at INTEGER,
  delivered_at INTEGER,
  last_error TEXT,
  created_at INTEGER NOT NULL DEFAULT (CAST(unixepoch('subsec') * 1000 AS INTEGER)),
  CONSTRAINT webhook_deliveries_pending_is_due CHECK (status <> 'pending' OR next_attempt_at IS NOT NULL)
) STRICT;
CREATE INDEX webhook_deliveries_webhook_id_idx ON webhook_deliveries (webhook_id, created_at);
CREATE INDEX webhook_deliveries_due_idx ON webhook_deliveries (next_attempt_at) WHERE status = 'pending';
