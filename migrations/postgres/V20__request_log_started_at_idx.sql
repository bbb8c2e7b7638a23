-- lockstep: transaction=none
-- For search over all owners (keyset on started_at, id) and for purging in batches, oldest first.
-- CONCURRENTLY, because the log is written to all the time. SQLite has one writer and builds the index in
-- place.

CREATE INDEX CONCURRENTLY request_log_started_at_idx ON request_log (started_at, id);
