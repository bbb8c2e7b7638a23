-- lockstep: foreign-keys=off
-- A request cannot end before it began. Rows of clocks that were set back are mended on the way. PostgreSQL
-- adds the CHECK as NOT VALID and validates it in V23. Here the log is rebuilt, which checks every row;
-- foreign keys are off, or DROP TABLE would delete attempts, payloads and tags.

CREATE TABLE request_log_rebuilt (
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
  CONSTRAINT request_log_one_owner CHECK (user_id IS NULL OR team_id IS NULL),
  CONSTRAINT request_log_ends_after_start CHECK (finished_at >= started_at)
) STRICT;
INSERT INTO request_log_rebuilt (
  id, api_key_id, user_id, team_id, model_id, route_id, requested_model, status, http_status, error_code,
  streamed, input_tokens, output_tokens, started_at, finished_at
)
SELECT
  id, api_key_id, user_id, team_id, model_id, route_id, requested_model, status, http_status, error_code,
  streamed, input_tokens, output_tokens, started_at,
  CASE WHEN finished_at < started_at THEN started_at ELSE finished_at END
FROM request_log;
DROP TABLE request_log;
ALTER TABLE request_log_rebuilt RENAME TO request_log;
CREATE INDEX request_log_api_key_id_idx ON request_log (api_key_id, started_at, id);
CREATE INDEX request_log_user_id_idx ON request_log (user_id, started_at, id);
CREATE INDEX request_log_team_id_idx ON request_log (team_id, started_at, id);
CREATE INDEX request_log_model_id_idx ON request_log (model_id, started_at, id);
CREATE INDEX request_log_route_id_idx ON request_log (route_id, started_at, id);
CREATE INDEX request_log_started_at_idx ON request_log (started_at, id);
