import { Client } from 'pg';
import { createPostgresDatabase } from '../servers/postgres.ts';
import type { TestStore } from './test-store.ts';

const catalogSql = `
  SELECT 'column ' || c.relname || '.' || a.attname || ' ' || format_type(a.atttypid, a.atttypmod) || ' '
         || a.attnotnull || ' ' || coalesce(pg_get_expr(d.adbin, d.adrelid), '') AS line
    FROM pg_attribute a
    JOIN pg_class c ON c.oid = a.attrelid AND c.relkind IN ('r', 'p')
    LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
   WHERE c.relnamespace = 'public'::regnamespace AND a.attnum > 0 AND NOT a.attisdropped AND c.relname NOT LIKE 'schema\\_migrations%'
  UNION ALL
  SELECT 'constraint ' || conrelid::regclass || ' ' || conname || ' ' || pg_get_constraintdef(oid) || ' ' || convalidated
    FROM pg_constraint WHERE connamespace = 'public'::regnamespace AND conrelid::regclass::text NOT LIKE 'schema\\_migrations%'
  UNION ALL
  SELECT 'index ' || indexdef || ' ' || i.indisvalid
    FROM pg_indexes x JOIN pg_index i ON i.indexrelid = format('%I.%I', x.schemaname, x.indexname)::regclass
   WHERE x.schemaname = 'public' AND x.tablename NOT LIKE 'schema\\_migrations%'
  UNION ALL
  SELECT 'trigger ' || pg_get_triggerdef(t.oid) FROM pg_trigger t
    JOIN pg_class c ON c.oid = t.tgrelid WHERE c.relnamespace = 'public'::regnamespace AND NOT t.tgisinternal
  UNION ALL
  SELECT 'function ' || pg_get_functiondef(p.oid) FROM pg_proc p WHERE p.pronamespace = 'public'::regnamespace
  UNION ALL
  SELECT 'view ' || viewname || ' ' || definition FROM pg_views WHERE schemaname = 'public'
  ORDER BY 1`;

const tablesSql = `
  SELECT tablename AS name FROM pg_tables
   WHERE schemaname = 'public' AND tablename NOT LIKE 'schema\\_migrations%' ORDER BY 1`;

/** A fresh database on the run's PostgreSQL. */
export async function freshPostgresStore(): Promise<TestStore> {
  const database = await createPostgresDatabase();
  const query = async (sql: string): Promise<readonly Record<string, unknown>[]> => {
    const client = new Client({ connectionString: database.url });
    await client.connect();
    try {
      return (await client.query(sql)).rows as Record<string, unknown>[];
    } finally {
      await client.end();
    }
  };
  return {
    urls: [database.url],
    query,
    async catalog() {
      return (await query(catalogSql)).map(({ line }) => String(line));
    },
    async rows() {
      const tables = (await query(tablesSql)).map(({ name }) => String(name));
      if (tables.length === 0) return [];
      const sql = tables
        .map((table) => `SELECT '${table} ' || to_jsonb(t)::text AS line FROM public."${table}" t`)
        .join(' UNION ALL ');
      return (await query(`${sql} ORDER BY 1`)).map(({ line }) => String(line));
    },
    async history() {
      const exists = await query("SELECT to_regclass('public.schema_migrations') IS NOT NULL AS yes");
      if (exists[0]?.['yes'] !== true) return [];
      const rows = await query(
        'SELECT migration_name AS name FROM public.schema_migrations ORDER BY revision',
      );
      return rows.map(({ name }) => String(name));
    },
    drop: () => database.drop(),
  };
}
