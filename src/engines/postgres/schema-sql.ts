import { quoteLiteral } from './quote.ts';
import { isOwn } from './schema-own-sql.ts';
import { othersPart } from './schema-others-sql.ts';
import { columnsPart, constraintsPart, indexesPart, triggersPart, typesPart } from './schema-tables-sql.ts';

/** What is asked of the catalog. */
export interface SchemaQuestion {
  readonly schemas: readonly string[];
  /** Names of tables to leave out, in each of the schemas. */
  readonly leftOut: readonly string[];
}

/**
 * One statement whose only row holds everything that the schemas declare, a column per kind of object. Lists of lists
 * and not of objects: the server writes them in half the time. It runs on PostgreSQL 14 and later; what came later than 14
 * is read through `older`, whose columns stand in where the catalog has none of that name.
 */
export function schemaSql({ schemas, leftOut }: SchemaQuestion): string {
  return `WITH RECURSIVE older AS (SELECT false AS indnullsnotdistinct, true AS conenforced, false AS conperiod, NULL::pg_catalog.int2[] AS confdelsetcols),
space AS MATERIALIZED (SELECT oid, nspname FROM pg_catalog.pg_namespace WHERE nspname = ANY (${nameArray(schemas)})),
member AS MATERIALIZED (SELECT classid, objid FROM pg_catalog.pg_depend
  WHERE refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass AND deptype = 'e'),
relation AS MATERIALIZED (SELECT c.oid, c.relname, s.nspname, c.relkind, c.relpersistence, c.relispartition, c.relrowsecurity, c.relforcerowsecurity, c.reloptions, c.relpartbound, c.reloftype
  FROM pg_catalog.pg_class AS c JOIN space AS s ON s.oid = c.relnamespace
  WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f', 'S', 'c') AND c.relname <> ALL (${nameArray(leftOut)})
    AND ${isOwn('pg_class', 'c')}),
constrained AS MATERIALIZED (SELECT c.oid, c.conrelid, c.conname, c.contype, CASE WHEN c.condeferred THEN 2 WHEN c.condeferrable THEN 1 ELSE 0 END AS deferral, c.convalidated, c.conenforced, c.conperiod, c.conindid,
    c.conkey, c.confrelid, c.confkey, c.confdeltype, c.confupdtype, c.confmatchtype, c.confdelsetcols, c.conbin
  FROM relation AS r JOIN older ON true CROSS JOIN LATERAL (SELECT k.oid, conrelid, conname, contype, condeferrable, condeferred, convalidated, conenforced, conperiod, conindid,
      conkey, confrelid, confkey, confdeltype, confupdtype, confmatchtype, confdelsetcols, conbin
    FROM pg_catalog.pg_constraint AS k WHERE k.conrelid = r.oid AND k.conparentid = 0) AS c
  WHERE r.relkind IN ('r', 'p', 'f') AND NOT r.relispartition AND (c.contype <> 'n' OR NOT c.convalidated)),
attribute AS MATERIALIZED (SELECT a.attrelid, a.attnum, a.attname, a.atttypid, a.atttypmod, a.attnotnull, a.attidentity, a.attgenerated, a.attcollation, a.atthasdef
  FROM pg_catalog.pg_attribute AS a
  WHERE a.attnum > 0 AND NOT a.attisdropped AND a.attrelid IN (
    SELECT oid FROM relation WHERE relkind IN ('r', 'p', 'v', 'm', 'f') AND NOT relispartition UNION SELECT confrelid FROM constrained)),
${typesPart}
SELECT pg_catalog.current_setting('server_version_num')::pg_catalog.int4 AS version,
  (SELECT pg_catalog.json_agg(nspname) FROM pg_catalog.pg_namespace WHERE nspname !~ '^pg_' AND nspname <> 'information_schema') AS schemas,
  (SELECT pg_catalog.json_agg(nspname) FROM space) AS found,
  (SELECT pg_catalog.json_agg(pg_catalog.json_build_array(r.oid, r.nspname, r.relname, r.relkind, r.relpersistence = 'u', r.relispartition,
      CASE WHEN r.relkind = 'p' THEN pg_catalog.pg_get_partkeydef(r.oid) WHEN r.relkind IN ('v', 'm') THEN pg_catalog.pg_get_viewdef(r.oid) END))
    FROM relation AS r WHERE r.relkind IN ('r', 'p', 'v', 'm')) AS relations,
  (SELECT pg_catalog.json_agg(pg_catalog.json_build_array(c.oid, n.nspname, c.relname))
    FROM pg_catalog.pg_class AS c JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
    WHERE c.oid IN (SELECT confrelid FROM constrained EXCEPT SELECT oid FROM relation)) AS targets,
${columnsPart},
${constraintsPart},
${indexesPart},
${triggersPart},
${othersPart}`;
}

function nameArray(names: readonly string[]): string {
  return `ARRAY[${names.map(quoteLiteral).join(', ')}]::pg_catalog.name[]`;
}
