-- For search over all owners (keyset on started_at, id) and for purging in batches, oldest first.
-- PostgreSQL builds the index CONCURRENTLY, outside a transaction.

CREATE INDEX request_log_started_at_idx ON request_log (started_at, id);
