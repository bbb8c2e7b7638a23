import type { BaseSQLiteDatabase } from 'drizzle-orm/sqlite-core';

/** What a repository on SQLite works with: better-sqlite3, a libsql file or server, inside or outside of a transaction. */
export type SqliteDatabase = BaseSQLiteDatabase<'async', unknown>;
