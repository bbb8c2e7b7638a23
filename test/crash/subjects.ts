import type { TestStore } from '../stores/test-store.ts';
import { sqldMissing } from '../servers/sqld.ts';
import { freshPostgresStore } from '../stores/postgres-store.ts';
import { freshFileStore, freshSqldStore } from '../stores/sqlite-store.ts';
import { eventually, type KillSubject } from './describe-kills.ts';

const always = (): null => null;
const atOnce = async (): Promise<void> => undefined;

/** Resolves when the test's own connection is the only one to its PostgreSQL database. */
export function untilAlone(store: TestStore): Promise<void> {
  return eventually(async () => {
    const busy = await store.query(`
      SELECT pid FROM pg_stat_activity
       WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'`);
    return busy.length === 0;
  });
}

export const pgSubject: KillSubject = {
  name: 'pg',
  fresh: freshPostgresStore,
  missing: always,
  // The server ends the killed client's message, or notices that the client is gone.
  settled: untilAlone,
};

export const betterSqliteSubject: KillSubject = {
  name: 'better-sqlite3',
  fresh: () => freshFileStore('sqlite', true),
  missing: always,
  settled: atOnce,
};

export const libsqlFileSubject: KillSubject = {
  name: 'libsql local, rollback journal',
  fresh: () => freshFileStore('file', false),
  missing: always,
  settled: atOnce,
};

export const sqldSubject: KillSubject = {
  name: 'libsql remote, http and ws',
  fresh: async () => {
    const store = await freshSqldStore();
    if (store === null) throw new Error('sqld is missing');
    return store;
  },
  missing: sqldMissing,
  settled: atOnce,
};
