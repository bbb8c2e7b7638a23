import Database from 'better-sqlite3';
import { join } from 'node:path';
import { historySql } from '../../src/engines/sqlite/history-sql.ts';
import { tempFolder } from '../servers/temp-folder.ts';
import { describeHistories } from './describe-histories.ts';

const { create, stateTable } = historySql('schema_migrations');

describeHistories(
  'sqlite',
  async () => {
    const path = join(tempFolder(), 'store.db');
    const database = new Database(path);
    database.exec(
      `PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF; ${create.join(';')}; CREATE TABLE log (name TEXT)`,
    );
    const insertRow = database.prepare(`
      INSERT INTO schema_migrations (migration_name, category, checksum, applied_at, applied_by, duration_ms, note)
      VALUES (@migration_name, @category, @checksum, @applied_at, @applied_by, @duration_ms, @note)`);
    const insertState = database.prepare(`INSERT INTO ${stateTable} (key, value) VALUES (@key, @value)`);
    const all = (sql: string): unknown[] => database.prepare(sql).all();
    return {
      url: `sqlite:${path}`,
      times: ['', 'yesterday', '9999-99-99', '2026-01-01 00:00:00'],
      write: async ({ rows, state }) =>
        database.transaction(() => {
          database.exec(`DELETE FROM schema_migrations; DELETE FROM ${stateTable}; DELETE FROM log`);
          for (const row of rows) insertRow.run(row);
          for (const each of state) insertState.run(each);
        })(),
      logged: async () => (all('SELECT name FROM log') as { name: string }[]).map(({ name }) => name),
      dump: async () =>
        JSON.stringify([all('SELECT * FROM schema_migrations'), all(`SELECT * FROM ${stateTable}`)]),
      close: async () => void database.close(),
    };
  },
  120,
);
