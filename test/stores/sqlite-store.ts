import { createClient } from '@libsql/client';
import Database from 'better-sqlite3';
import { join } from 'node:path';
import { rm } from 'node:fs/promises';
import { startSqld } from '../servers/sqld.ts';
import { tempFolder } from '../servers/temp-folder.ts';
import type { TestStore } from './test-store.ts';

type Query = TestStore['query'];

const catalogSql = `
  SELECT type || ' ' || tbl_name || ' ' || name || ' ' || coalesce(sql, '') AS line FROM sqlite_schema
   WHERE tbl_name NOT LIKE 'schema\\_migrations%' ESCAPE '\\' AND tbl_name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY 1`;

const columnsSql = `
  SELECT m.name AS "table", group_concat(quote(c.name), ',') AS columns FROM sqlite_schema m, pragma_table_info(m.name) c
   WHERE m.type = 'table' AND m.name NOT LIKE 'schema\\_migrations%' ESCAPE '\\' AND m.name NOT LIKE 'sqlite\\_%' ESCAPE '\\'
   GROUP BY m.name ORDER BY m.name`;

function look(query: Query): Pick<TestStore, 'query' | 'catalog' | 'rows' | 'history'> {
  return {
    query,
    async catalog() {
      return (await query(catalogSql)).map(({ line }) => String(line));
    },
    async rows() {
      const tables = await query(columnsSql);
      const lines = [];
      for (const { table, columns } of tables) {
        const values = String(columns)
          .replaceAll("'", '"')
          .split(',')
          .map((column) => `quote(${column})`);
        const rows = await query(
          `SELECT ${values.join(" || ',' || ")} AS line FROM "${String(table)}" ORDER BY 1`,
        );
        lines.push(...rows.map(({ line }) => `${String(table)} ${String(line)}`));
      }
      return lines;
    },
    async history() {
      const [found] = await query("SELECT count(*) AS n FROM sqlite_schema WHERE name = 'schema_migrations'");
      if (Number(found?.['n']) === 0) return [];
      const rows = await query('SELECT migration_name AS name FROM schema_migrations ORDER BY revision');
      return rows.map(({ name }) => String(name));
    },
  };
}

/** A file that does not exist yet, reached through the given scheme: `sqlite:` is better-sqlite3, `file:` is libsql. */
export async function freshFileStore(scheme: 'sqlite' | 'file', wal: boolean): Promise<TestStore> {
  const folder = tempFolder();
  const path = join(folder, 'store.db');
  if (wal) {
    const database = new Database(path);
    database.pragma('journal_mode = WAL');
    database.close();
  }
  const query: Query = async (sql) => {
    // The test's own library opens the file in this process only, never in one that migrates it.
    const database = new Database(path);
    try {
      return database.prepare(sql).all() as Record<string, unknown>[];
    } finally {
      database.close();
    }
  };
  return {
    urls: [`${scheme}:${path}`],
    ...look(query),
    drop: () => rm(folder, { recursive: true, force: true }),
  };
}

/** A sqld server of its own, reached over http and over ws; null where sqld is not there. */
export async function freshSqldStore(): Promise<TestStore | null> {
  const server = await startSqld();
  if (server === null) return null;
  const client = createClient({ url: server.url });
  const query: Query = async (sql) => {
    const { columns, rows } = await client.execute(sql);
    return rows.map((row) => Object.fromEntries(columns.map((column, index) => [column, row[index]])));
  };
  return {
    urls: [server.url, server.wsUrl],
    ...look(query),
    async drop() {
      client.close();
      await server.stop();
    },
  };
}
