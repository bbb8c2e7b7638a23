import { isOwn } from './schema-own-sql.ts';

/**
 * CTEs of the types that columns have: each with the type it stands on, under its domains and its brackets. `used` has
 * one row per type and modifier, so that two thousand columns of ten types print ten of them.
 */
export const typesPart: string = `used AS MATERIALIZED (SELECT DISTINCT a.atttypid AS id, a.atttypmod AS mod FROM attribute AS a),
walk AS (SELECT u.id, u.mod, u.id AS type, u.mod AS typmod, false AS is_array, NULL::pg_catalog.name AS domain, NULL::text AS preset, false AS is_filled FROM used AS u
  UNION ALL SELECT w.id, w.mod, CASE WHEN t.typtype = 'd' THEN t.typbasetype ELSE t.typelem END,
      CASE WHEN t.typtype = 'd' THEN t.typtypmod ELSE w.typmod END,
      w.is_array OR t.typtype <> 'd', CASE WHEN t.typtype = 'd' THEN coalesce(w.domain, t.typname) ELSE w.domain END,
      coalesce(w.preset, CASE WHEN NOT w.is_array THEN pg_catalog.pg_get_expr(t.typdefaultbin, 0) END) COLLATE pg_catalog."default", w.is_filled OR (NOT w.is_array AND t.typnotnull)
    FROM walk AS w JOIN pg_catalog.pg_type AS t ON t.oid = w.type WHERE t.typtype = 'd' OR (t.typcategory = 'A' AND t.typelem <> 0)),
based AS MATERIALIZED (SELECT w.id, w.mod, w.typmod, w.is_array, w.domain, w.preset, w.is_filled, t.oid AS base, t.typname, t.typtype, t.typnamespace, t.typcollation
  FROM walk AS w JOIN pg_catalog.pg_type AS t ON t.oid = w.type WHERE NOT (t.typtype = 'd' OR (t.typcategory = 'A' AND t.typelem <> 0)))`;

/** Columns `types`, `enums`, `collations` of the answer, and `columns`: a list per property, because they are the most by far. */
export const columnsPart: string = `  (SELECT pg_catalog.json_agg(pg_catalog.json_build_array(b.id || ' ' || b.mod, pg_catalog.format_type(b.id, b.mod),
      CASE WHEN b.typnamespace = 'pg_catalog'::pg_catalog.regnamespace THEN pg_catalog.format_type(b.base, NULL) ELSE b.typname END,
      pg_catalog.format_type(b.base, b.typmod), b.is_array, b.domain, CASE WHEN b.typtype = 'e' THEN b.base END, b.typcollation, b.preset, b.is_filled))
    FROM based AS b) AS types,
  (SELECT pg_catalog.json_agg(pg_catalog.json_build_array(t.oid, s.nspname, t.typname,
      (SELECT pg_catalog.json_agg(e.enumlabel ORDER BY e.enumsortorder) FROM pg_catalog.pg_enum AS e WHERE e.enumtypid = t.oid)))
    FROM pg_catalog.pg_type AS t LEFT JOIN space AS s ON s.oid = t.typnamespace
      AND ${isOwn('pg_type', 't')}
    WHERE t.typtype = 'e' AND (s.oid IS NOT NULL OR t.oid IN (SELECT base FROM based))) AS enums,
  (SELECT pg_catalog.json_agg(pg_catalog.json_build_array(c.oid, c.collname)) FROM pg_catalog.pg_collation AS c
    WHERE c.oid IN (SELECT attcollation FROM attribute UNION SELECT typcollation FROM based
      UNION SELECT pg_catalog.unnest(i.indcollation::pg_catalog.oid[]) FROM pg_catalog.pg_index AS i JOIN relation AS r ON r.oid = i.indrelid)) AS collations,
  (SELECT pg_catalog.json_build_array(pg_catalog.json_agg(a.attrelid), pg_catalog.json_agg(a.attnum), pg_catalog.json_agg(a.attname),
      pg_catalog.json_agg(a.atttypid || ' ' || a.atttypmod), pg_catalog.json_agg(a.attnotnull),
      pg_catalog.json_agg(CASE WHEN a.atthasdef THEN (SELECT pg_catalog.pg_get_expr(d.adbin, d.adrelid) FROM pg_catalog.pg_attrdef AS d WHERE d.adrelid = a.attrelid AND d.adnum = a.attnum) END),
      pg_catalog.json_agg(a.attgenerated), pg_catalog.json_agg(a.attidentity), pg_catalog.json_agg(a.attcollation)) FROM attribute AS a) AS columns`;

/** Columns `keys`, `foreign_keys` and `checks` of the answer: those of tables that are no partitions, and that the model can hold. */
export const constraintsPart: string = `  (SELECT pg_catalog.json_agg(pg_catalog.json_build_array(c.conrelid, c.contype, c.conname, c.conkey, c.deferral,
      CASE WHEN c.contype = 'u' THEN (SELECT NOT i.indnullsnotdistinct FROM older CROSS JOIN LATERAL (SELECT indnullsnotdistinct FROM pg_catalog.pg_index AS x
        WHERE x.indexrelid = c.conindid) AS i) ELSE true END))
    FROM constrained AS c WHERE c.contype IN ('p', 'u') AND NOT c.conperiod) AS keys,
  (SELECT pg_catalog.json_agg(pg_catalog.json_build_array(c.conrelid, c.conname, c.conkey, c.deferral, c.convalidated,
      c.confrelid, c.confkey, c.confdeltype, c.confupdtype, c.confmatchtype = 'f'))
    FROM constrained AS c WHERE c.contype = 'f' AND NOT c.conperiod AND c.conenforced) AS foreign_keys,
  (SELECT pg_catalog.json_agg(pg_catalog.json_build_array(c.conrelid, c.conname, c.convalidated, pg_catalog.pg_get_expr(c.conbin, c.conrelid)))
    FROM constrained AS c WHERE c.contype = 'c' AND c.conenforced) AS checks`;

/** Columns `classes` (operator classes that are not their type's own) and `indexes` (those behind no constraint) of the answer. */
export const indexesPart: string = `  (SELECT pg_catalog.json_agg(pg_catalog.json_build_array(o.oid, o.opcname)) FROM pg_catalog.pg_opclass AS o WHERE NOT o.opcdefault) AS classes,
  (SELECT pg_catalog.json_agg(pg_catalog.json_build_array(i.indrelid, c.relname, m.amname, i.indisunique, i.indisvalid, NOT i.indnullsnotdistinct, i.indnkeyatts,
      i.indkey::text, i.indoption::text, i.indcollation::text, i.indclass::text, pg_catalog.pg_get_expr(i.indpred, i.indrelid),
      CASE WHEN i.indexprs IS NOT NULL THEN (SELECT pg_catalog.json_agg(pg_catalog.pg_get_indexdef(i.indexrelid, n, false) ORDER BY n)
        FROM pg_catalog.generate_series(1, i.indnkeyatts) AS n WHERE i.indkey[n - 1] = 0) END))
    FROM relation AS r JOIN older ON true CROSS JOIN LATERAL (SELECT indexrelid, indrelid, indisunique, indisvalid, indnullsnotdistinct, indnkeyatts, indkey, indoption, indcollation,
        indclass, indpred, indexprs FROM pg_catalog.pg_index AS x WHERE x.indrelid = r.oid) AS i
      JOIN pg_catalog.pg_class AS c ON c.oid = i.indexrelid JOIN pg_catalog.pg_am AS m ON m.oid = c.relam
    WHERE r.relkind IN ('r', 'p') AND NOT r.relispartition
      AND i.indexrelid NOT IN (SELECT conindid FROM constrained WHERE contype IN ('p', 'u', 'x'))) AS indexes`;

/** Column `triggers` of the answer: those that somebody made, of tables and views. */
export const triggersPart: string = `  (SELECT pg_catalog.json_agg(pg_catalog.json_build_array(t.tgrelid, t.tgname, t.tgtype, t.tgattr::text, t.tgenabled, t.tgqual IS NOT NULL,
      pg_catalog.pg_get_triggerdef(t.oid), t.tgfoid))
    FROM pg_catalog.pg_trigger AS t JOIN relation AS r ON r.oid = t.tgrelid
    WHERE NOT t.tgisinternal AND t.tgparentid = 0 AND NOT r.relispartition
      AND ${isOwn('pg_trigger', 't')}) AS triggers`;
