-- Service accounts become owners of API keys. What they use is billed to their team. SQLite cannot change a
-- CHECK: it rebuilds api_keys with foreign keys off, so that grants, limits, log and ledger keep their keys.

CREATE TABLE service_accounts (
  id uuid PRIMARY KEY,
  team_id uuid NOT NULL REFERENCES teams (id) ON DELETE CASCADE ON UPDATE RESTRICT,
  name text COLLATE "C" NOT NULL CHECK (name <> ''),
  description text,
  status text NOT NULL DEFAULT 'active' CHECK (status IN ('active', 'suspended')),
  created_by uuid REFERENCES users (id) ON DELETE SET NULL ON UPDATE RESTRICT,
  created_at timestamptz(3) NOT NULL DEFAULT now(),
  updated_at timestamptz(3) NOT NULL DEFAULT now(),
  UNIQUE (team_id, name)
);
CREATE INDEX service_accounts_created_by_idx ON service_accounts (created_by);

ALTER TABLE api_keys
  ADD COLUMN service_account_id uuid REFERENCES service_accounts (id) ON DELETE CASCADE ON UPDATE RESTRICT,
  DROP CONSTRAINT api_keys_one_owner,
  ADD CONSTRAINT api_keys_one_owner CHECK (
    CASE WHEN user_id IS NULL THEN 0 ELSE 1 END
    + CASE WHEN team_id IS NULL THEN 0 ELSE 1 END
    + CASE WHEN service_account_id IS NULL THEN 0 ELSE 1 END = 1
  );
CREATE INDEX api_keys_service_account_id_idx ON api_keys (service_account_id);

CREATE OR REPLACE VIEW active_api_keys AS
SELECT
  k.id,
  k.key_hash,
  k.expires_at,
  k.user_id AS billed_user_id,
  COALESCE(k.team_id, s.team_id) AS billed_team_id,
  k.service_account_id
FROM api_keys k
LEFT JOIN service_accounts s ON s.id = k.service_account_id
LEFT JOIN users u ON u.id = k.user_id
LEFT JOIN teams t ON t.id = COALESCE(k.team_id, s.team_id)
WHERE k.status = 'active'
  AND COALESCE(s.status, 'active') = 'active'
  AND COALESCE(u.status, t.status) = 'active';
