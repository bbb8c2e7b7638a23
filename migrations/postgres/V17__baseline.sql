-- The store of an LLM gateway, as it stands at V17. Conventions of columns, names and keys: ../README.md.
-- SQLite differs in column forms only, and in one trigger: it has no TRUNCATE to refuse.

-- People and teams ------------------------------------------------------------------------------------------

CREATE TABLE users (
  id uuid PRIMARY KEY,
  email text COLLATE "C" NOT NULL CHECK (email <> ''),
  display_name text NOT NULL CHECK (display_name <> ''),
  password_hash text,
  role text NOT NULL DEFAULT 'member' CHECK (role IN ('admin', 'member')),
  status text NOT NULL DEFAULT 'active' CHECK (status IN ('active', 'suspended')),
  last_login_at timestamptz(3),
  created_at timestamptz(3) NOT NULL DEFAULT now(),
  updated_at timestamptz(3) NOT NULL DEFAULT now()
);
-- One account per address, whatever its case. COLLATE "C" makes lower() fold A-Z alone, as SQLite does.
CREATE UNIQUE INDEX users_email_key ON users (lower(email));

CREATE TABLE user_identities (
  issuer text COLLATE "C" NOT NULL CHECK (issuer <> ''),
  subject text COLLATE "C" NOT NULL CHECK (subject <> ''),
  user_id uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE ON UPDATE RESTRICT,
  created_at timestamptz(3) NOT NULL DEFAULT now(),
  PRIMARY KEY (issuer, subject),
  UNIQUE (user_id, issuer)
);

CREATE TABLE sessions (
  id uuid PRIMARY KEY,
  user_id uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE ON UPDATE RESTRICT,
  token_hash text COLLATE "C" NOT NULL UNIQUE CHECK (length(token_hash) = 64),
  ip_address text,
  user_agent text,
  created_at timestamptz(3) NOT NULL DEFAULT now(),
  last_seen_at timestamptz(3) NOT NULL DEFAULT now(),
  expires_at timestamptz(3) NOT NULL,
  CONSTRAINT sessions_end_after_start CHECK (expires_at > created_at)
);
CREATE INDEX sessions_user_id_idx ON sessions (user_id);
CREATE INDEX sessions_expires_at_idx ON sessions (expires_at);

CREATE TABLE teams (
  id uuid PRIMARY KEY,
  slug text COLLATE "C" NOT NULL UNIQUE CHECK (slug <> '' AND slug = lower(slug)),
  name text NOT NULL CHECK (name <> ''),
  status text NOT NULL DEFAULT 'active' CHECK (status IN ('active', 'suspended')),
  created_at timestamptz(3) NOT NULL DEFAULT now(),
  updated_at timestamptz(3) NOT NULL DEFAULT now()
);

CREATE TABLE memberships (
  team_id uuid NOT NULL REFERENCES teams (id) ON DELETE CASCADE ON UPDATE RESTRICT,
  user_id uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE ON UPDATE RESTRICT,
  role text NOT NULL DEFAULT 'member' CHECK (role IN ('owner', 'admin', 'member')),
  created_at timestamptz(3) NOT NULL DEFAULT now(),
  PRIMARY KEY (team_id, user_id)
);
CREATE INDEX memberships_user_id_idx ON memberships (user_id);

CREATE TABLE invitations (
  id uuid PRIMARY KEY,
  team_id uuid NOT NULL REFERENCES teams (id) ON DELETE CASCADE ON UPDATE RESTRICT,
  email text COLLATE "C" NOT NULL CHECK (email <> ''),
  role text NOT NULL DEFAULT 'member' CHECK (role IN ('owner', 'admin', 'member')),
  token_hash text COLLATE "C" NOT NULL UNIQUE CHECK (length(token_hash) = 64),
  invited_by uuid REFERENCES users (id) ON DELETE SET NULL ON UPDATE RESTRICT,
  created_at timestamptz(3) NOT NULL DEFAULT now(),
  expires_at timestamptz(3) NOT NULL,
  accepted_at timestamptz(3),
  revoked_at timestamptz(3),
  CONSTRAINT invitations_settled_once CHECK (accepted_at IS NULL OR revoked_at IS NULL)
);
-- One open invitation per team and address; settled ones stay as a record.
CREATE UNIQUE INDEX invitations_open_key ON invitations (team_id, lower(email))
  WHERE accepted_at IS NULL AND revoked_at IS NULL;
CREATE INDEX invitations_team_id_idx ON invitations (team_id);
CREATE INDEX invitations_invited_by_idx ON invitations (invited_by);

CREATE TABLE retention_policies (
  team_id uuid PRIMARY KEY REFERENCES teams (id) ON DELETE CASCADE ON UPDATE RESTRICT,
  log_days bigint NOT NULL DEFAULT 90 CHECK (log_days BETWEEN 1 AND 3650),
  payload_days bigint NOT NULL DEFAULT 7 CHECK (payload_days BETWEEN 0 AND 3650),
  updated_at timestamptz(3) NOT NULL DEFAULT now(),
  CONSTRAINT retention_policies_payloads_go_first CHECK (payload_days <= log_days)
);

-- Providers, models, routes ---------------------------------------------------------------------------------

CREATE TABLE providers (
  id uuid PRIMARY KEY,
  slug text COLLATE "C" NOT NULL UNIQUE CHECK (slug <> '' AND slug = lower(slug)),
  name text NOT NULL CHECK (name <> ''),
  kind text NOT NULL CHECK (kind IN ('openai', 'anthropic', 'gemini', 'ollama', 'custom')),
  base_url text NOT NULL CHECK (base_url <> ''),
  status text NOT NULL DEFAULT 'enabled' CHECK (status IN ('enabled', 'disabled')),
  settings jsonb NOT NULL DEFAULT '{}',
  created_at timestamptz(3) NOT NULL DEFAULT now(),
  updated_at timestamptz(3) NOT NULL DEFAULT now()
);

CREATE TABLE provider_credentials (
  id uuid PRIMARY KEY,
  provider_id uuid NOT NULL REFERENCES providers (id) ON DELETE CASCADE ON UPDATE RESTRICT,
  label text COLLATE "C" NOT NULL CHECK (label <> ''),
  ciphertext bytea NOT NULL,
  key_version bigint NOT NULL DEFAULT 1 CHECK (key_version BETWEEN 1 AND 1000000),
  status text NOT NULL DEFAULT 'standby' CHECK (status IN ('active', 'standby', 'retired')),
  created_at timestamptz(3) NOT NULL DEFAULT now(),
  rotated_at timestamptz(3),
  UNIQUE (provider_id, label)
);
CREATE UNIQUE INDEX provider_credentials_active_key ON provider_credentials (provider_id)
  WHERE status = 'active';

CREATE TABLE models (
  id uuid PRIMARY KEY,
  slug text COLLATE "C" NOT NULL UNIQUE CHECK (slug <> '' AND slug = lower(slug)),
  name text NOT NULL CHECK (name <> ''),
  modality text NOT NULL DEFAULT 'chat' CHECK (modality IN ('chat', 'embedding', 'image', 'audio')),
  context_tokens bigint NOT NULL CHECK (context_tokens BETWEEN 1 AND 1000000000),
  max_output_tokens bigint CHECK (max_output_tokens BETWEEN 1 AND 1000000000),
  capabilities jsonb NOT NULL DEFAULT '[]',
  status text NOT NULL DEFAULT 'available' CHECK (status IN ('available', 'deprecated', 'retired')),
  created_at timestamptz(3) NOT NULL DEFAULT now(),
  updated_at timestamptz(3) NOT NULL DEFAULT now()
);

CREATE TABLE model_aliases (
  alias text COLLATE "C" PRIMARY KEY CHECK (alias <> '' AND alias = lower(alias)),
  model_id uuid NOT NULL REFERENCES models (id) ON DELETE CASCADE ON UPDATE RESTRICT,
  created_at timestamptz(3) NOT NULL DEFAULT now()
);
CREATE INDEX model_aliases_model_id_idx ON model_aliases (model_id);

-- A price holds from effective_from until the next one of the same model: periods can neither overlap nor
-- leave gaps.
CREATE TABLE model_prices (
  id uuid PRIMARY KEY,
  model_id uuid NOT NULL REFERENCES models (id) ON DELETE RESTRICT ON UPDATE RESTRICT,
  effective_from timestamptz(3) NOT NULL,
  input_micros_per_mtok bigint NOT NULL CHECK (input_micros_per_mtok BETWEEN 0 AND 9007199254740991),
  cached_input_micros_per_mtok bigint NOT NULL
    CHECK (cached_input_micros_per_mtok BETWEEN 0 AND 9007199254740991),
  output_micros_per_mtok bigint NOT NULL CHECK (output_micros_per_mtok BETWEEN 0 AND 9007199254740991),
  created_by uuid REFERENCES users (id) ON DELETE SET NULL ON UPDATE RESTRICT,
  created_at timestamptz(3) NOT NULL DEFAULT now(),
  UNIQUE (model_id, effective_from)
);
CREATE INDEX model_prices_created_by_idx ON model_prices (created_by);

CREATE TABLE routes (
  id uuid PRIMARY KEY,
  model_id uuid NOT NULL REFERENCES models (id) ON DELETE CASCADE ON UPDATE RESTRICT,
  provider_id uuid NOT NULL REFERENCES providers (id) ON DELETE RESTRICT ON UPDATE RESTRICT,
  upstream_model text COLLATE "C" NOT NULL CHECK (upstream_model <> ''),
  priority bigint NOT NULL DEFAULT 100 CHECK (priority BETWEEN 0 AND 1000),
  weight bigint NOT NULL DEFAULT 1 CHECK (weight BETWEEN 0 AND 1000),
  compatibility_profile text NOT NULL DEFAULT 'native'
    CHECK (compatibility_profile IN ('native', 'openai', 'anthropic', 'gemini')),
  timeout_ms bigint NOT NULL DEFAULT 60000 CHECK (timeout_ms BETWEEN 1 AND 3600000),
  enabled boolean NOT NULL DEFAULT true,
  created_at timestamptz(3) NOT NULL DEFAULT now(),
  updated_at timestamptz(3) NOT NULL DEFAULT now(),
  UNIQUE (model_id, provider_id, upstream_model)
);
CREATE INDEX routes_model_id_priority_idx ON routes (model_id, priority);
CREATE INDEX routes_provider_id_idx ON routes (provider_id);

CREATE TABLE route_health (
  route_id uuid PRIMARY KEY REFERENCES routes (id) ON DELETE CASCADE ON UPDATE RESTRICT,
  circuit text NOT NULL DEFAULT 'closed' CHECK (circuit IN ('closed', 'open', 'half_open')),
  consecutive_failures bigint NOT NULL DEFAULT 0 CHECK (consecutive_failures BETWEEN 0 AND 1000000000),
  last_error text,
  retry_at timestamptz(3),
  updated_at timestamptz(3) NOT NULL DEFAULT now(),
  CONSTRAINT route_health_open_has_retry CHECK (circuit <> 'open' OR retry_at IS NOT NULL)
);

-- Keys, grants, limits, budgets -----------------------------------------------------------------------------

CREATE TABLE api_keys (
  id uuid PRIMARY KEY,
  name text NOT NULL CHECK (name <> ''),
  key_prefix text COLLATE "C" NOT NULL CHECK (key_prefix <> ''),
  key_hash text COLLATE "C" NOT NULL UNIQUE CHECK (length(key_hash) = 64),
  user_id uuid REFERENCES users (id) ON DELETE CASCADE ON UPDATE RESTRICT,
  team_id uuid REFERENCES teams (id) ON DELETE CASCADE ON UPDATE RESTRICT,
  status text NOT NULL DEFAULT 'active' CHECK (status IN ('active', 'revoked')),
  created_by uuid REFERENCES users (id) ON DELETE SET NULL ON UPDATE RESTRICT,
  created_at timestamptz(3) NOT NULL DEFAULT now(),
  last_used_at timestamptz(3),
  expires_at timestamptz(3),
  revoked_at timestamptz(3),
  CONSTRAINT api_keys_one_owner CHECK ((user_id IS NULL) <> (team_id IS NULL)),
  CONSTRAINT api_keys_revoked_has_time CHECK ((status = 'revoked') = (revoked_at IS NOT NULL))
);
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
  api_key_id uuid NOT NULL REFERENCES api_keys (id) ON DELETE CASCADE ON UPDATE RESTRICT,
  span text NOT NULL CHECK (span IN ('minute', 'hour', 'day')),
  max_requests bigint CHECK (max_requests BETWEEN 0 AND 9007199254740991),
  max_tokens bigint CHECK (max_tokens BETWEEN 0 AND 9007199254740991),
  PRIMARY KEY (api_key_id, span),
  CONSTRAINT api_key_limits_limit_something CHECK (max_requests IS NOT NULL OR max_tokens IS NOT NULL)
);

-- A model that a team, a user or a single key may use.
CREATE TABLE model_grants (
  id uuid PRIMARY KEY,
  model_id uuid NOT NULL REFERENCES models (id) ON DELETE CASCADE ON UPDATE RESTRICT,
  user_id uuid REFERENCES users (id) ON DELETE CASCADE ON UPDATE RESTRICT,
  team_id uuid REFERENCES teams (id) ON DELETE CASCADE ON UPDATE RESTRICT,
  api_key_id uuid REFERENCES api_keys (id) ON DELETE CASCADE ON UPDATE RESTRICT,
  granted_by uuid REFERENCES users (id) ON DELETE SET NULL ON UPDATE RESTRICT,
  created_at timestamptz(3) NOT NULL DEFAULT now(),
  UNIQUE (user_id, model_id),
  UNIQUE (team_id, model_id),
  UNIQUE (api_key_id, model_id),
  CONSTRAINT model_grants_one_grantee CHECK (
    CASE WHEN user_id IS NULL THEN 0 ELSE 1 END
    + CASE WHEN team_id IS NULL THEN 0 ELSE 1 END
    + CASE WHEN api_key_id IS NULL THEN 0 ELSE 1 END = 1
  )
);
CREATE INDEX model_grants_model_id_idx ON model_grants (model_id);
CREATE INDEX model_grants_granted_by_idx ON model_grants (granted_by);

-- The current period's spending stands beside the limits, so that one UPDATE checks and spends. Amounts in US
-- cents.
CREATE TABLE user_budgets (
  id uuid PRIMARY KEY,
  user_id uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE ON UPDATE RESTRICT,
  period text NOT NULL CHECK (period IN ('day', 'week', 'month', 'total')),
  soft_limit_cents bigint CHECK (soft_limit_cents BETWEEN 0 AND 900719925474),
  hard_limit_cents bigint CHECK (hard_limit_cents BETWEEN 0 AND 900719925474),
  spent_cents bigint NOT NULL DEFAULT 0 CHECK (spent_cents BETWEEN 0 AND 900719925474),
  period_started_at timestamptz(3) NOT NULL,
  created_at timestamptz(3) NOT NULL DEFAULT now(),
  updated_at timestamptz(3) NOT NULL DEFAULT now(),
  UNIQUE (user_id, period),
  CONSTRAINT user_budgets_limit_something
    CHECK (soft_limit_cents IS NOT NULL OR hard_limit_cents IS NOT NULL),
  CONSTRAINT user_budgets_soft_below_hard CHECK (soft_limit_cents <= hard_limit_cents)
);

CREATE TABLE team_budgets (
  id uuid PRIMARY KEY,
  team_id uuid NOT NULL REFERENCES teams (id) ON DELETE CASCADE ON UPDATE RESTRICT,
  period text NOT NULL CHECK (period IN ('day', 'week', 'month', 'total')),
  soft_limit_cents bigint CHECK (soft_limit_cents BETWEEN 0 AND 900719925474),
  hard_limit_cents bigint CHECK (hard_limit_cents BETWEEN 0 AND 900719925474),
  spent_cents bigint NOT NULL DEFAULT 0 CHECK (spent_cents BETWEEN 0 AND 900719925474),
  period_started_at timestamptz(3) NOT NULL,
  created_at timestamptz(3) NOT NULL DEFAULT now(),
  updated_at timestamptz(3) NOT NULL DEFAULT now(),
  UNIQUE (team_id, period),
  CONSTRAINT team_budgets_limit_something
    CHECK (soft_limit_cents IS NOT NULL OR hard_limit_cents IS NOT NULL),
  CONSTRAINT team_budgets_soft_below_hard CHECK (soft_limit_cents <= hard_limit_cents)
);

-- Requests and usage ----------------------------------------------------------------------------------------

-- What happened, for searching; rows go when their retention ends. user_id or team_id is who was billed.
CREATE TABLE request_log (
  id uuid PRIMARY KEY,
  api_key_id uuid REFERENCES api_keys (id) ON DELETE SET NULL ON UPDATE RESTRICT,
  user_id uuid REFERENCES users (id) ON DELETE SET NULL ON UPDATE RESTRICT,
  team_id uuid REFERENCES teams (id) ON DELETE SET NULL ON UPDATE RESTRICT,
  model_id uuid REFERENCES models (id) ON DELETE SET NULL ON UPDATE RESTRICT,
  route_id uuid REFERENCES routes (id) ON DELETE SET NULL ON UPDATE RESTRICT,
  requested_model text NOT NULL CHECK (requested_model <> ''),
  status text NOT NULL DEFAULT 'running'
    CHECK (status IN ('running', 'succeeded', 'failed', 'refused', 'cancelled')),
  http_status bigint CHECK (http_status BETWEEN 100 AND 599),
  error_code text,
  streamed boolean NOT NULL DEFAULT false,
  input_tokens bigint NOT NULL DEFAULT 0 CHECK (input_tokens BETWEEN 0 AND 9007199254740991),
  output_tokens bigint NOT NULL DEFAULT 0 CHECK (output_tokens BETWEEN 0 AND 9007199254740991),
  started_at timestamptz(3) NOT NULL DEFAULT now(),
  finished_at timestamptz(3),
  CONSTRAINT request_log_one_owner CHECK (user_id IS NULL OR team_id IS NULL)
);
-- Keyset search within an owner, key, model or route: newest first is a backward scan.
CREATE INDEX request_log_api_key_id_idx ON request_log (api_key_id, started_at, id);
CREATE INDEX request_log_user_id_idx ON request_log (user_id, started_at, id);
CREATE INDEX request_log_team_id_idx ON request_log (team_id, started_at, id);
CREATE INDEX request_log_model_id_idx ON request_log (model_id, started_at, id);
CREATE INDEX request_log_route_id_idx ON request_log (route_id, started_at, id);

CREATE TABLE request_attempts (
  request_id uuid NOT NULL REFERENCES request_log (id) ON DELETE CASCADE ON UPDATE RESTRICT,
  attempt bigint NOT NULL CHECK (attempt BETWEEN 1 AND 100),
  route_id uuid REFERENCES routes (id) ON DELETE SET NULL ON UPDATE RESTRICT,
  outcome text NOT NULL CHECK (outcome IN ('succeeded', 'failed', 'timed_out', 'cancelled')),
  http_status bigint CHECK (http_status BETWEEN 100 AND 599),
  error_message text,
  started_at timestamptz(3) NOT NULL,
  duration_ms bigint NOT NULL CHECK (duration_ms BETWEEN 0 AND 9007199254740991),
  PRIMARY KEY (request_id, attempt)
);
CREATE INDEX request_attempts_route_id_idx ON request_attempts (route_id);

-- Apart from the log because payloads are large, seldom read, and go earlier.
CREATE TABLE request_payloads (
  request_id uuid PRIMARY KEY REFERENCES request_log (id) ON DELETE CASCADE ON UPDATE RESTRICT,
  request_body jsonb,
  response_body jsonb,
  truncated boolean NOT NULL DEFAULT false,
  created_at timestamptz(3) NOT NULL DEFAULT now()
);
CREATE INDEX request_payloads_created_at_idx ON request_payloads (created_at);

CREATE TABLE request_tags (
  request_id uuid NOT NULL REFERENCES request_log (id) ON DELETE CASCADE ON UPDATE RESTRICT,
  name text COLLATE "C" NOT NULL CHECK (name <> ''),
  value text COLLATE "C" NOT NULL,
  PRIMARY KEY (request_id, name)
);
CREATE INDEX request_tags_name_value_idx ON request_tags (name, value, request_id);

-- What is billed, for ever: outlives the request log, so request_id refers to nothing; it makes posting
-- idempotent. A wrong line is corrected by an adjustment line. Parents of lines cannot be deleted.
CREATE TABLE usage_ledger (
  id uuid PRIMARY KEY,
  request_id uuid NOT NULL UNIQUE,
  kind text NOT NULL DEFAULT 'usage' CHECK (kind IN ('usage', 'adjustment')),
  corrects_id uuid REFERENCES usage_ledger (id) ON DELETE RESTRICT ON UPDATE RESTRICT,
  api_key_id uuid NOT NULL REFERENCES api_keys (id) ON DELETE RESTRICT ON UPDATE RESTRICT,
  user_id uuid REFERENCES users (id) ON DELETE RESTRICT ON UPDATE RESTRICT,
  team_id uuid REFERENCES teams (id) ON DELETE RESTRICT ON UPDATE RESTRICT,
  model_id uuid NOT NULL REFERENCES models (id) ON DELETE RESTRICT ON UPDATE RESTRICT,
  price_id uuid REFERENCES model_prices (id) ON DELETE RESTRICT ON UPDATE RESTRICT,
  input_tokens bigint NOT NULL DEFAULT 0,
  cached_input_tokens bigint NOT NULL DEFAULT 0,
  output_tokens bigint NOT NULL DEFAULT 0,
  cost_cents bigint NOT NULL CHECK (cost_cents BETWEEN -900719925474 AND 900719925474),
  occurred_at timestamptz(3) NOT NULL,
  posted_at timestamptz(3) NOT NULL DEFAULT now(),
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
);
CREATE INDEX usage_ledger_corrects_id_idx ON usage_ledger (corrects_id);
CREATE INDEX usage_ledger_api_key_id_idx ON usage_ledger (api_key_id, occurred_at);
CREATE INDEX usage_ledger_user_id_idx ON usage_ledger (user_id, occurred_at);
CREATE INDEX usage_ledger_team_id_idx ON usage_ledger (team_id, occurred_at);
CREATE INDEX usage_ledger_model_id_idx ON usage_ledger (model_id, occurred_at);
CREATE INDEX usage_ledger_price_id_idx ON usage_ledger (price_id);
CREATE INDEX usage_ledger_occurred_at_idx ON usage_ledger (occurred_at);

CREATE FUNCTION refuse_usage_ledger_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'usage_ledger is append-only' USING ERRCODE = 'integrity_constraint_violation';
END
$$;
CREATE TRIGGER usage_ledger_refuse_update BEFORE UPDATE ON usage_ledger
  FOR EACH ROW EXECUTE FUNCTION refuse_usage_ledger_change();
CREATE TRIGGER usage_ledger_refuse_delete BEFORE DELETE ON usage_ledger
  FOR EACH ROW EXECUTE FUNCTION refuse_usage_ledger_change();
CREATE TRIGGER usage_ledger_refuse_truncate BEFORE TRUNCATE ON usage_ledger
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_usage_ledger_change();

-- Operation -------------------------------------------------------------------------------------------------

-- Names what it is about without referring to it: the record outlives actor and target.
CREATE TABLE audit_log (
  id uuid PRIMARY KEY,
  occurred_at timestamptz(3) NOT NULL DEFAULT now(),
  actor_type text COLLATE "C" NOT NULL CHECK (actor_type IN ('user', 'api_key', 'system')),
  actor_id text COLLATE "C",
  action text COLLATE "C" NOT NULL CHECK (action <> ''),
  target_type text COLLATE "C" NOT NULL CHECK (target_type <> ''),
  target_id text COLLATE "C" NOT NULL,
  ip_address text,
  details jsonb NOT NULL DEFAULT '{}',
  CONSTRAINT audit_log_actor_is_known CHECK ((actor_type = 'system') = (actor_id IS NULL))
);
CREATE INDEX audit_log_occurred_at_idx ON audit_log (occurred_at, id);
CREATE INDEX audit_log_actor_idx ON audit_log (actor_type, actor_id, occurred_at);
CREATE INDEX audit_log_target_idx ON audit_log (target_type, target_id, occurred_at);

CREATE TABLE settings (
  name text COLLATE "C" PRIMARY KEY CHECK (name <> ''),
  value jsonb NOT NULL,
  updated_by uuid REFERENCES users (id) ON DELETE SET NULL ON UPDATE RESTRICT,
  updated_at timestamptz(3) NOT NULL DEFAULT now()
);
CREATE INDEX settings_updated_by_idx ON settings (updated_by);

CREATE TABLE webhooks (
  id uuid PRIMARY KEY,
  team_id uuid NOT NULL REFERENCES teams (id) ON DELETE CASCADE ON UPDATE RESTRICT,
  url text COLLATE "C" NOT NULL CHECK (url <> ''),
  secret_ciphertext bytea NOT NULL,
  events jsonb NOT NULL DEFAULT '[]',
  enabled boolean NOT NULL DEFAULT true,
  created_by uuid REFERENCES users (id) ON DELETE SET NULL ON UPDATE RESTRICT,
  created_at timestamptz(3) NOT NULL DEFAULT now(),
  updated_at timestamptz(3) NOT NULL DEFAULT now(),
  UNIQUE (team_id, url)
);
CREATE INDEX webhooks_created_by_idx ON webhooks (created_by);

CREATE TABLE webhook_deliveries (
  id uuid PRIMARY KEY,
  webhook_id uuid NOT NULL REFERENCES webhooks (id) ON DELETE CASCADE ON UPDATE RESTRICT,
  event text NOT NULL CHECK (event <> ''),
  payload jsonb NOT NULL,
  status text NOT NULL DEFAULT 'pending' CHECK (status IN ('pending', 'delivered', 'abandoned')),
  attempts bigint NOT NULL DEFAULT 0 CHECK (attempts BETWEEN 0 AND 1000),
  next_attempt_at timestamptz(3),
  delivered_at timestamptz(3),
  last_error text,
  created_at timestamptz(3) NOT NULL DEFAULT now(),
  CONSTRAINT webhook_deliveries_pending_is_due CHECK (status <> 'pending' OR next_attempt_at IS NOT NULL)
);
CREATE INDEX webhook_deliveries_webhook_id_idx ON webhook_deliveries (webhook_id, created_at);
CREATE INDEX webhook_deliveries_due_idx ON webhook_deliveries (next_attempt_at) WHERE status = 'pending';
