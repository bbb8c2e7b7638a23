-- lockstep: after=V23
-- Gives every line of the ledger that was posted before V21 its cost in micros. The ledger's triggers let
-- this one change through, exact and once per line; it locks the lines alone, so posting goes on. SQLite does
-- the same.

UPDATE usage_ledger SET cost_micros = cost_cents * 10000 WHERE cost_micros IS NULL;
