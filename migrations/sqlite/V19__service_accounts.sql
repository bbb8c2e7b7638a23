-- lockstep: foreign-keys=off
-- Service accounts become owners of API keys. What they use is billed to their team. PostgreSQL changes the
-- CHECK in place. Here api_keys is rebuilt: foreign keys are off, or DROP TABLE would delete its grants and
-- limits; the view goes first, or RENAME would refuse.

CREATE TABLE service_accounts (
  id TEXT NOT NULL PRIMARY KEY CHECK (length(id) = 36),
  team_id TEXT NOT NULL REFERENCES teams (id) ON DELETE CASCADE ON UPDATE RESTRICT,
  name TEXT NOT NULL CHECK (name <> ''),
  description TEXT,
  status TEXT NOT NULL DEFAULT 'active' CHECK (status IN ('active', 'suspended')),
  created_by TEXT REFERENCES users (id) ON DELETE SET NULL ON UPDATE RESTRICT,
  created_at INTEGER NOT NULL DEFAULT (CAST(unixepoch('subsec') * 1000 AS INTEGER)),
  updated_at INTEGER NOT NULL DEFAULT (CAST(unixepoch('subsec') * 1000 AS INTEGER)),
  UNIQUE (team_id, name)
) STRICT;
CREATE INDEX service_accounts_created_by_idx ON service_accounts (created_by);

DROP VIEW active_api_keys;

CREATE TABLE api_keys_rebuilt (
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
  service_account_id TEXT REFERENCES service_accounts (id) ON DELETE CASCADE ON UPDATE RESTRICT,
  CONSTRAINT api_keys_one_owner CHECK (
    CASE WHEN user_id IS NULL THEN 0 ELSE 1 END
    + CASE WHEN team_id IS NULL THEN 0 ELSE 1 END
    + CASE WHEN service_account_id IS NULL THEN 0 ELSE 1 END = 1
  ),
  CONSTRAINT api_keys_revoked_has_time CHECK ((status = 'revoked') = (revoked_at IS NOT NULL))
) STRICT;
INSERT INTO api_keys_rebuilt (
  id, name, key_prefix, key_hash, user_id, team_id, status, created_by, created_at, last_used_at, expires_at,
  revoked_at
)
SELECT
  id, name, key_prefix, key_hash, user_id, team_id, status, created_by, created_at, last_used_at, expires_at,
  revoked_at
FROM api_keys;
DROP TABLE api_keys;
ALTER TABLE api_keys_rebuilt RENAME TO api_keys;
CREATE INDEX api_keys_user_id_idx ON api_keys (user_id);
CREATE INDEX api_keys_team_id_idx ON api_keys (team_id);
CREATE INDEX api_keys_created_by_idx ON api_keys (created_by);
CREATE INDEX api_keys_service_account_id_idx ON api_keys (service_account_id);

CREATE VIEW active_api_keys AS
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
