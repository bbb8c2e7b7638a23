-- A request cannot end before it began. Rows of clocks that were set back are mended first. NOT VALID: new
-- rows are checked from now on, old ones by V23, without a lock that stops the gateway. SQLite has no such
-- step: it rebuilds the table and checks every row here.

UPDATE request_log SET finished_at = started_at WHERE finished_at < started_at;

ALTER TABLE request_log
  ADD CONSTRAINT request_log_ends_after_start CHECK (finished_at >= started_at) NOT VALID;
