-- How strictly a route's compatibility profile is applied, and what it does to single parameters.
-- PostgreSQL does the same.

ALTER TABLE routes
  ADD COLUMN profile_mode TEXT NOT NULL DEFAULT 'strict' CHECK (profile_mode IN ('strict', 'lenient'));

CREATE TABLE route_profile_rules (
  route_id TEXT NOT NULL REFERENCES routes (id) ON DELETE CASCADE ON UPDATE RESTRICT,
  parameter TEXT NOT NULL CHECK (parameter <> ''),
  action TEXT NOT NULL CHECK (action IN ('drop', 'rename', 'set')),
  argument TEXT CHECK (json_valid(argument)),
  created_at INTEGER NOT NULL DEFAULT (CAST(unixepoch('subsec') * 1000 AS INTEGER)),
  PRIMARY KEY (route_id, parameter),
  CONSTRAINT route_profile_rules_drop_needs_nothing CHECK ((action = 'drop') = (argument IS NULL))
) STRICT;
