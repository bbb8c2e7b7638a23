import { Client } from 'pg';
import { openPg } from '../../src/drivers/pg/open.ts';
import type { Session } from '../../src/drivers/port.ts';
import type { Subject, SubjectDatabase } from '../conformance/subject.ts';
import { createPostgresDatabase } from '../servers/postgres.ts';

/** Lines for relations with their columns, indexes, triggers and functions of all schemas but the system's. */
const catalogSql = `SELECT line FROM (
  SELECT c.relkind::text || ' ' || n.nspname || '.' || c.relname || ' ' || coalesce((SELECT string_agg(
    a.attname || ' ' || format_type(a.atttypid, a.atttypmod) || ' ' || a.attnotnull, ', ' ORDER BY a.attnum)
    FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped), '') AS line, n.nspname
  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
  UNION ALL SELECT 'trigger ' || t.tgname, n.nspname FROM pg_trigger t
    JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_namespace n ON n.oid = c.relnamespace WHERE NOT t.tgisinternal
  UNION ALL SELECT 'function ' || p.proname, n.nspname FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
) AS lines WHERE nspname !~ '^pg_' AND nspname <> 'information_schema' ORDER BY 1`;

/** Sends one message over a connection of its own; returns the rows of its last statement. */
export async function query(url: string, sql: string): Promise<readonly Readonly<Record<string, unknown>>[]> {
  const client = new Client({ connectionString: url });
  client.on('error', () => undefined);
  await client.connect();
  try {
    const results = await client.query(sql);
    const last: { rows: Readonly<Record<string, unknown>>[] } | undefined = Array.isArray(results)
      ? results.at(-1)
      : results;
    return last?.rows ?? [];
  } finally {
    await client.end();
  }
}

/** A database of its own for every test. */
export const pgSubject: Subject = {
  name: 'pg',
  missing: () => null,
  history: { schema: 'public', table: 'schema_migrations' },
  sql: {
    outdatedHistory: `CREATE TABLE schema_migrations (migration_name text PRIMARY KEY, category text NOT NULL,
  checksum text NOT NULL, applied_at timestamptz NOT NULL, applied_by text NOT NULL, duration_ms integer NOT NULL);
INSERT INTO schema_migrations VALUES ('V1__step', 'startup', 'sha256:0', '2020-01-01T00:00:00.000Z', 'someone', 1);`,
    trigger: `CREATE FUNCTION log_item() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO log (id) VALUES (NEW.id + 1000);
  RETURN NEW;
END $$;
CREATE TRIGGER item_logged AFTER INSERT ON item FOR EACH ROW EXECUTE FUNCTION log_item()`,
    slow: (milliseconds) => `SELECT pg_sleep(${milliseconds / 1000})`,
  },
  async fresh(): Promise<SubjectDatabase> {
    const { url, drop } = await createPostgresDatabase();
    const sessions: Session[] = [];
    return {
      async open() {
        const session = await openPg(url, { create: false });
        if (session === null) throw new Error('a PostgreSQL database is never null');
        sessions.push(session);
        return session;
      },
      query: (sql) => query(url, sql),
      run: async (sql) => void (await query(url, sql)),
      catalog: async () => (await query(url, catalogSql)).map(({ line }) => String(line)),
      async drop() {
        await Promise.all(sessions.map((session) => session[Symbol.asyncDispose]()));
        await drop();
      },
    };
  },
};
