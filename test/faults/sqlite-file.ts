import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { isThorough, type Query } from './fault-project.ts';

/** A database file, and the test's own look at it: with a third library, and never while it is migrated. */
export interface FaultFile {
  readonly url: string;
  readonly path: string;
  readonly query: Query;
}

export type Journal = 'wal' | 'delete';
type Kind = readonly ['sqlite' | 'file', Journal];

/** Both libraries with both journals; in the quick run the pair that is furthest from what SQLite documents. */
export const kinds: readonly Kind[] = [
  ['file', 'wal'],
  ...(isThorough
    ? ([
        ['file', 'delete'],
        ['sqlite', 'wal'],
        ['sqlite', 'delete'],
      ] as const)
    : []),
];

/** A file of the folder that is not there yet: `sqlite:` is better-sqlite3, `file:` is libsql. */
export function faultFile(folder: string, scheme: 'sqlite' | 'file', journal: Journal): FaultFile {
  const path = join(folder, 'store.db');
  const query: Query = async (sql) => {
    const database = new DatabaseSync(path);
    try {
      return database.prepare(sql).all() as Record<string, unknown>[];
    } finally {
      database.close();
    }
  };
  if (journal === 'wal') {
    const database = new DatabaseSync(path);
    database.exec('PRAGMA journal_mode = WAL');
    database.close();
  }
  return { url: `${scheme}:${path}`, path, query };
}
