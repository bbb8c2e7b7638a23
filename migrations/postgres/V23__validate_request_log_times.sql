-- Checks the rows that were there before V22, under a lock that lets the gateway read and write.
-- SQLite did so in V22.

ALTER TABLE request_log VALIDATE CONSTRAINT request_log_ends_after_start;
