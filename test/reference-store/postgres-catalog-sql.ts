export const columnsSql = `
  SELECT c.relname AS table, a.attname AS name, format_type(a.atttypid, a.atttypmod) AS type,
         NOT a.attnotnull AS nullable, pg_get_expr(d.adbin, d.adrelid) AS default
    FROM pg_attribute a
    JOIN pg_class c ON c.oid = a.attrelid AND c.relkind = 'r'
    LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
   WHERE c.relnamespace = 'public'::regnamespace AND a.attnum > 0 AND NOT a.attisdropped
   ORDER BY c.relname, a.attnum`;

export const indexesSql = `
  SELECT c.relname AS table, i.indisprimary AS primary, i.indisunique AS unique, i.indisvalid AS valid,
         array(SELECT pg_get_indexdef(i.indexrelid, k, true) FROM generate_series(1, i.indnkeyatts) k) AS keys,
         pg_get_expr(i.indpred, i.indrelid, true) AS predicate
    FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid AND c.relkind = 'r'
   WHERE c.relnamespace = 'public'::regnamespace`;

export const foreignKeysSql = `
  SELECT o.conrelid::regclass::text AS table, o.confrelid::regclass::text AS target,
         array(SELECT a.attname::text FROM unnest(o.conkey) WITH ORDINALITY k(n, place)
               JOIN pg_attribute a ON a.attrelid = o.conrelid AND a.attnum = k.n ORDER BY place) AS columns,
         array(SELECT a.attname::text FROM unnest(o.confkey) WITH ORDINALITY k(n, place)
               JOIN pg_attribute a ON a.attrelid = o.confrelid AND a.attnum = k.n ORDER BY place) AS "targetColumns",
         o.confdeltype AS "onDelete", o.confupdtype AS "onUpdate"
    FROM pg_constraint o WHERE o.contype = 'f' AND o.connamespace = 'public'::regnamespace`;

export const checksSql = `
  SELECT conrelid::regclass::text AS table, conname AS name
    FROM pg_constraint WHERE contype = 'c' AND connamespace = 'public'::regnamespace`;

export const triggersSql = `
  SELECT tgrelid::regclass::text AS table, tgname AS name, pg_get_triggerdef(oid) AS definition
    FROM pg_trigger WHERE NOT tgisinternal`;

export const viewsSql = `
  SELECT c.relname AS name, array_agg(a.attname::text ORDER BY a.attnum) AS columns
    FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0
   WHERE c.relkind = 'v' AND c.relnamespace = 'public'::regnamespace GROUP BY c.relname`;
