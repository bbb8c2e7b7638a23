// https://kysely.dev/docs/migrations: Migrator with FileMigrationProvider and migrateToLatest().
import { promises as fs } from 'node:fs';
import path from 'node:path';

/** @param {{ engine: string, url: string, files: string }} target */
export async function load({ engine, url, files }) {
  const { Kysely, PostgresDialect, SqliteDialect } = await import('kysely');
  const { FileMigrationProvider, Migrator } = await import('kysely/migration');
  const open = await dialect();
  return async () => {
    const db = new Kysely({ dialect: open() });
    const provider = new FileMigrationProvider({ fs, path, migrationFolder: files });
    const { error } = await new Migrator({ db, provider }).migrateToLatest();
    await db.destroy();
    if (error !== undefined) throw error;
  };

  async function dialect() {
    if (engine === 'sqlite') {
      const { default: Database } = await import('better-sqlite3');
      return () => new SqliteDialect({ database: new Database(url) });
    }
    const { default: pg } = await import('pg');
    return () => new PostgresDialect({ pool: new pg.Pool({ connectionString: url }) });
  }
}
