-- How strictly a route's compatibility profile is applied, and what it does to single parameters.
-- SQLite does the same; its ADD COLUMN takes constant defaults only, which this one is.

ALTER TABLE routes
  ADD COLUMN profile_mode text NOT NULL DEFAULT 'strict' CHECK (profile_mode IN ('strict', 'lenient'));

CREATE TABLE route_profile_rules (
  route_id uuid NOT NULL REFERENCES routes (id) ON DELETE CASCADE ON UPDATE RESTRICT,
  parameter text COLLATE "C" NOT NULL CHECK (parameter <> ''),
  action text NOT NULL CHECK (action IN ('drop', 'rename', 'set')),
  argument jsonb,
  created_at timestamptz(3) NOT NULL DEFAULT now(),
  PRIMARY KEY (route_id, parameter),
  CONSTRAINT route_profile_rules_drop_needs_nothing CHECK ((action = 'drop') = (argument IS NULL))
);
