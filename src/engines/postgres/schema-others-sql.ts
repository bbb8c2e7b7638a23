import { isOwn } from './schema-own-sql.ts';

/** Functions of the schemas but for those that come with a range type, and whatever triggers call. */
const functionsPart = `  (SELECT pg_catalog.json_agg(pg_catalog.json_build_array(p.oid,
      CASE WHEN ${isOwn('pg_proc', 'p')} THEN s.nspname END, p.prokind,
      p.proname || '(' || pg_catalog.pg_get_function_identity_arguments(p.oid) || ')',
      CASE WHEN p.prokind <> 'a' THEN pg_catalog.pg_get_functiondef(p.oid)
        ELSE (SELECT 'sfunc = ' || g.aggtransfn || ', stype = ' || pg_catalog.format_type(g.aggtranstype, NULL)
            || CASE WHEN g.aggfinalfn <> 0 THEN ', finalfunc = ' || g.aggfinalfn ELSE '' END
            || CASE WHEN g.aggcombinefn <> 0 THEN ', combinefunc = ' || g.aggcombinefn ELSE '' END
            || CASE WHEN g.aggsortop <> 0 THEN ', sortop = ' || g.aggsortop::pg_catalog.regoper ELSE '' END
            || coalesce(', initcond = ' || pg_catalog.quote_literal(g.agginitval), '')
          FROM pg_catalog.pg_aggregate AS g WHERE g.aggfnoid = p.oid) END))
    FROM (SELECT f.oid FROM pg_catalog.pg_proc AS f JOIN space ON space.oid = f.pronamespace
        WHERE NOT EXISTS (SELECT FROM pg_catalog.pg_depend AS d WHERE d.classid = 'pg_catalog.pg_proc'::pg_catalog.regclass AND d.objid = f.oid AND d.deptype = 'i')
      UNION SELECT t.tgfoid FROM pg_catalog.pg_trigger AS t JOIN relation AS r ON r.oid = t.tgrelid WHERE NOT t.tgisinternal) AS used
    JOIN pg_catalog.pg_proc AS p ON p.oid = used.oid LEFT JOIN space AS s ON s.oid = p.pronamespace) AS functions`;

/** Sequences, with the column that owns them where one does. Those of identity columns are part of the column. */
const sequencesPart = `  (SELECT pg_catalog.json_agg(pg_catalog.json_build_array(r.nspname, r.relname, d.refobjid, d.refobjsubid,
      '''' || pg_catalog.replace(r.oid::pg_catalog.regclass::text, '''', '''''') || '''',
      'AS ' || pg_catalog.format_type(q.seqtypid, NULL) || ' INCREMENT BY ' || q.seqincrement || ' MINVALUE ' || q.seqmin || ' MAXVALUE ' || q.seqmax
        || ' START WITH ' || q.seqstart || ' CACHE ' || q.seqcache || CASE WHEN q.seqcycle THEN ' CYCLE' ELSE '' END))
    FROM relation AS r JOIN pg_catalog.pg_sequence AS q ON q.seqrelid = r.oid
      LEFT JOIN pg_catalog.pg_depend AS d ON d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.objid = r.oid AND d.objsubid = 0
        AND d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.refobjsubid > 0 AND d.deptype IN ('a', 'i')
    WHERE r.relkind = 'S' AND d.deptype IS DISTINCT FROM 'i' AND (d.refobjid IS NULL OR d.refobjid IN (SELECT oid FROM relation))) AS sequences`;

/** Columns of a foreign table or a composite type, as its definition. */
const attributeList = (
  relation: string,
): string => `(SELECT '(' || coalesce(pg_catalog.string_agg(pg_catalog.quote_ident(a.attname) || ' ' || pg_catalog.format_type(a.atttypid, a.atttypmod)
    || CASE WHEN a.attnotnull THEN ' NOT NULL' ELSE '' END, ', ' ORDER BY a.attnum), '') || ')'
  FROM pg_catalog.pg_attribute AS a WHERE a.attrelid = ${relation} AND a.attnum > 0 AND NOT a.attisdropped)`;

/** `kind, schema, name, definition` of what needs no second look; the schema is null where it has none. */
const listed: readonly string[] = [
  `SELECT CASE WHEN c.contype = 'x' THEN 'exclusion constraint' WHEN NOT c.conenforced THEN 'constraint not enforced' WHEN c.conperiod THEN 'temporal constraint'
      WHEN c.contype = 'n' THEN 'NOT NULL not valid' ELSE 'ON DELETE of some columns' END, r.nspname, r.relname || '.' || c.conname, pg_catalog.pg_get_constraintdef(c.oid)
    FROM constrained AS c JOIN relation AS r ON r.oid = c.conrelid
    WHERE r.relkind <> 'f' AND (c.contype IN ('x', 'n') OR NOT c.conenforced OR c.conperiod OR c.confdelsetcols IS NOT NULL)`,
  `SELECT CASE r.relkind WHEN 'm' THEN 'index of a materialized view' ELSE 'index of a partition' END, r.nspname, r.relname || '.' || c.relname, pg_catalog.pg_get_indexdef(i.indexrelid)
    FROM relation AS r JOIN pg_catalog.pg_index AS i ON i.indrelid = r.oid JOIN pg_catalog.pg_class AS c ON c.oid = i.indexrelid
    WHERE r.relkind = 'm' OR (r.relispartition AND NOT c.relispartition
      AND NOT EXISTS (SELECT FROM pg_catalog.pg_constraint AS k WHERE k.conindid = i.indexrelid AND k.conrelid = r.oid AND k.contype IN ('p', 'u', 'x')))`,
  `SELECT 'constraint of a partition', r.nspname, r.relname || '.' || k.conname, pg_catalog.pg_get_constraintdef(k.oid)
    FROM relation AS r JOIN pg_catalog.pg_constraint AS k ON k.conrelid = r.oid
    WHERE r.relispartition AND k.conparentid = 0 AND k.conislocal AND k.coninhcount = 0 AND k.contype NOT IN ('n', 't')`,
  `SELECT 'trigger of a partition', r.nspname, r.relname || '.' || t.tgname, pg_catalog.pg_get_triggerdef(t.oid)
    FROM relation AS r JOIN pg_catalog.pg_trigger AS t ON t.tgrelid = r.oid WHERE r.relispartition AND NOT t.tgisinternal AND t.tgparentid = 0`,
  `SELECT 'domain', s.nspname, t.typname, 'AS ' || pg_catalog.format_type(t.typbasetype, t.typtypmod)
      || coalesce((SELECT ' COLLATE ' || pg_catalog.quote_ident(c.collname) FROM pg_catalog.pg_collation AS c JOIN pg_catalog.pg_type AS b ON b.oid = t.typbasetype
        WHERE c.oid = t.typcollation AND c.oid <> b.typcollation), '')
      || coalesce(' DEFAULT ' || t.typdefault, '') || CASE WHEN t.typnotnull THEN ' NOT NULL' ELSE '' END
      || coalesce((SELECT pg_catalog.string_agg(' CONSTRAINT ' || pg_catalog.quote_ident(k.conname) || ' ' || pg_catalog.pg_get_constraintdef(k.oid), '' ORDER BY k.conname)
        FROM pg_catalog.pg_constraint AS k WHERE k.contypid = t.oid AND k.contype = 'c'), '')
    FROM pg_catalog.pg_type AS t JOIN space AS s ON s.oid = t.typnamespace WHERE t.typtype = 'd' AND ${isOwn('pg_type', 't')}`,
  `SELECT 'range type', s.nspname, t.typname, '(subtype = ' || pg_catalog.format_type(r.rngsubtype, NULL)
      || coalesce((SELECT ', subtype_opclass = ' || pg_catalog.quote_ident(o.opcname) FROM pg_catalog.pg_opclass AS o WHERE o.oid = r.rngsubopc AND NOT o.opcdefault), '')
      || coalesce((SELECT ', collation = ' || pg_catalog.quote_ident(c.collname) FROM pg_catalog.pg_collation AS c WHERE c.oid = r.rngcollation), '')
      || CASE WHEN r.rngcanonical <> 0 THEN ', canonical = ' || r.rngcanonical ELSE '' END
      || CASE WHEN r.rngsubdiff <> 0 THEN ', subtype_diff = ' || r.rngsubdiff ELSE '' END || ')'
    FROM pg_catalog.pg_type AS t JOIN space AS s ON s.oid = t.typnamespace JOIN pg_catalog.pg_range AS r ON r.rngtypid = t.oid WHERE ${isOwn('pg_type', 't')}`,
  `SELECT 'base type', s.nspname, t.typname, 'input ' || t.typinput || ', output ' || t.typoutput
    FROM pg_catalog.pg_type AS t JOIN space AS s ON s.oid = t.typnamespace
    WHERE t.typtype = 'b' AND NOT EXISTS (SELECT FROM pg_catalog.pg_type AS e WHERE e.typarray = t.oid) AND ${isOwn('pg_type', 't')}`,
  `SELECT 'composite type', nspname, relname, ${attributeList('oid')} FROM relation WHERE relkind = 'c'`,
  `SELECT 'foreign table', r.nspname, r.relname, ${attributeList('r.oid')} || ' SERVER ' || pg_catalog.quote_ident(v.srvname)
      || coalesce(' OPTIONS (' || pg_catalog.array_to_string(f.ftoptions, ', ') || ')', '')
    FROM relation AS r JOIN pg_catalog.pg_foreign_table AS f ON f.ftrelid = r.oid JOIN pg_catalog.pg_foreign_server AS v ON v.oid = f.ftserver`,
  `SELECT 'partition', r.nspname, r.relname, 'PARTITION OF ' || h.inhparent::pg_catalog.regclass::text || ' ' || pg_catalog.pg_get_expr(c.relpartbound, c.oid)
      || coalesce(' PARTITION BY ' || pg_catalog.pg_get_partkeydef(r.oid), '')
    FROM relation AS r JOIN pg_catalog.pg_class AS c ON c.oid = r.oid JOIN pg_catalog.pg_inherits AS h ON h.inhrelid = r.oid WHERE r.relispartition`,
  `SELECT 'inheritance', r.nspname, r.relname, 'INHERITS (' || pg_catalog.string_agg(h.inhparent::pg_catalog.regclass::text, ', ' ORDER BY h.inhseqno) || ')'
    FROM relation AS r JOIN pg_catalog.pg_inherits AS h ON h.inhrelid = r.oid WHERE NOT r.relispartition GROUP BY r.nspname, r.relname`,
  `SELECT 'view options', nspname, relname, 'WITH (' || pg_catalog.array_to_string(reloptions, ', ') || ')'
    FROM relation WHERE relkind = 'v' AND reloptions IS NOT NULL`,
  `SELECT 'row-level security', nspname, relname, CASE WHEN relforcerowsecurity THEN 'FORCE ' ELSE 'ENABLE ' END || 'ROW LEVEL SECURITY'
    FROM relation WHERE relrowsecurity`,
  `SELECT 'policy', r.nspname, r.relname || '.' || p.polname, CASE WHEN p.polpermissive THEN 'AS PERMISSIVE' ELSE 'AS RESTRICTIVE' END
      || CASE p.polcmd WHEN 'r' THEN ' FOR SELECT' WHEN 'a' THEN ' FOR INSERT' WHEN 'w' THEN ' FOR UPDATE' WHEN 'd' THEN ' FOR DELETE' ELSE ' FOR ALL' END
      || ' TO ' || (SELECT pg_catalog.string_agg(CASE WHEN role = 0 THEN 'PUBLIC' ELSE pg_catalog.quote_ident(pg_catalog.pg_get_userbyid(role)) END, ', ' ORDER BY role) FROM pg_catalog.unnest(p.polroles) AS role)
      || coalesce(' USING (' || pg_catalog.pg_get_expr(p.polqual, p.polrelid) || ')', '')
      || coalesce(' WITH CHECK (' || pg_catalog.pg_get_expr(p.polwithcheck, p.polrelid) || ')', '')
    FROM pg_catalog.pg_policy AS p JOIN relation AS r ON r.oid = p.polrelid`,
  `SELECT 'rule', r.nspname, r.relname || '.' || w.rulename, pg_catalog.pg_get_ruledef(w.oid)
      || CASE w.ev_enabled WHEN 'O' THEN '' WHEN 'D' THEN ' (disabled)' WHEN 'A' THEN ' (always)' ELSE ' (replica)' END
    FROM pg_catalog.pg_rewrite AS w JOIN relation AS r ON r.oid = w.ev_class WHERE w.rulename <> '_RETURN'`,
  `SELECT 'statistics', s.nspname, x.stxname, pg_catalog.pg_get_statisticsobjdef(x.oid)
    FROM pg_catalog.pg_statistic_ext AS x JOIN space AS s ON s.oid = x.stxnamespace WHERE ${isOwn('pg_statistic_ext', 'x')}`,
  `SELECT 'event trigger', NULL, e.evtname, 'ON ' || e.evtevent || coalesce(' WHEN TAG IN (' || pg_catalog.array_to_string(e.evttags, ', ') || ')', '')
      || ' EXECUTE FUNCTION ' || e.evtfoid::pg_catalog.regproc || '()' || CASE e.evtenabled WHEN 'D' THEN ' (disabled)' ELSE '' END
    FROM pg_catalog.pg_event_trigger AS e WHERE ${isOwn('pg_event_trigger', 'e')}`,
  `SELECT 'collation', s.nspname, c.collname, 'provider ' || c.collprovider::text || CASE WHEN c.collisdeterministic THEN '' ELSE ', not deterministic' END
    FROM pg_catalog.pg_collation AS c JOIN space AS s ON s.oid = c.collnamespace WHERE ${isOwn('pg_collation', 'c')}`,
  `SELECT 'operator', s.nspname, o.oprname, o.oid::pg_catalog.regoperator || ' by ' || o.oprcode
    FROM pg_catalog.pg_operator AS o JOIN space AS s ON s.oid = o.oprnamespace WHERE ${isOwn('pg_operator', 'o')}`,
  `SELECT 'operator class', s.nspname, o.opcname, 'FOR TYPE ' || pg_catalog.format_type(o.opcintype, NULL) || ' USING ' || m.amname
    FROM pg_catalog.pg_opclass AS o JOIN space AS s ON s.oid = o.opcnamespace JOIN pg_catalog.pg_am AS m ON m.oid = o.opcmethod WHERE ${isOwn('pg_opclass', 'o')}`,
  `SELECT 'text search configuration', s.nspname, f.cfgname, 'PARSER ' || p.prsname
    FROM pg_catalog.pg_ts_config AS f JOIN space AS s ON s.oid = f.cfgnamespace JOIN pg_catalog.pg_ts_parser AS p ON p.oid = f.cfgparser WHERE ${isOwn('pg_ts_config', 'f')}`,
  `SELECT 'text search dictionary', s.nspname, d.dictname, coalesce(d.dictinitoption, '')
    FROM pg_catalog.pg_ts_dict AS d JOIN space AS s ON s.oid = d.dictnamespace WHERE ${isOwn('pg_ts_dict', 'd')}`,
];

/** Columns `functions`, `sequences` and `others` of the answer: what the model does not cover, in the server's words. */
export const othersPart: string = `${functionsPart},
${sequencesPart},
  (SELECT pg_catalog.json_agg(pg_catalog.json_build_array(o.kind, o.schema, o.name, o.definition)) FROM (
    ${listed.join('\n    UNION ALL ')}
  ) AS o (kind, schema, name, definition)) AS others`;
