import { sqldMissing } from '../servers/sqld.ts';
import { freshPostgresStore } from '../stores/postgres-store.ts';
import { freshFileStore, freshSqldStore } from '../stores/sqlite-store.ts';
import type { TestStore } from '../stores/test-store.ts';
import type { ScaleSubject } from './describe-scale.ts';
import { findProcess, type ProcessWatch, watchProcesses } from './watch-process.ts';

const always = (): null => null;

function watchBackends(store: TestStore): ProcessWatch {
  return watchProcesses(async () => {
    const rows = await store.query(
      'SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()',
    );
    return rows.map(({ pid }) => Number(pid));
  });
}

export const pgSubject: ScaleSubject = {
  name: 'pg',
  missing: () =>
    process.env['LOCKSTEP_TEST_POSTGRES_URL'] === undefined
      ? null
      : 'the memory of a server elsewhere cannot be read',
  fresh: freshPostgresStore,
  watch: watchBackends,
};

export const betterSqlite3Subject: ScaleSubject = {
  name: 'better-sqlite3',
  missing: always,
  fresh: () => freshFileStore('sqlite', true),
};

export const libsqlFileSubject: ScaleSubject = {
  name: 'libsql, a file',
  missing: always,
  fresh: () => freshFileStore('file', true),
  // SQLite before 3.46 keeps the tree of a whole VALUES clause, newer ones read it row by row. Both libraries alone, with
  // the same 50 MB in one exec: libsql (3.45.1) grows by 951 MB, better-sqlite3 (3.54.1) by 193 MB.
  libraryMbPerUnit: { 'one INSERT of many rows': 8 },
};

export const sqldSubject: ScaleSubject = {
  name: 'libsql, a server over http',
  missing: sqldMissing,
  // The server takes no value, and so no row, that is larger than a few megabytes.
  sizes: { 'one INSERT of one long text': [0.5, 1, 2] },
  async fresh() {
    const store = await freshSqldStore();
    if (store === null) throw new Error('sqld is missing');
    return store;
  },
  watch({ urls: [url = ''] }) {
    const pid = findProcess(new URL(url).host);
    return watchProcesses(async () => [pid]);
  },
};

/** Needs no database: it parses the one side and replays the other in memory, in every library that is there. */
export const checkSubject: ScaleSubject = {
  name: 'check',
  missing: always,
  fresh: () => freshFileStore('sqlite', true),
  commands: ['check'],
  // It replays on libsql too, and the rows are in the memory of both libraries.
  libraryMbPerUnit: { 'one INSERT of many rows': 10 },
};
