import type { Fault } from './connection.ts';
import { codeOf } from './code-of.ts';

/** By SQLite's name of the result code (https://www.sqlite.org/rescode.html); the longest prefix counts. */
const faults: readonly (readonly [string, Fault])[] = [
  ['SQLITE_CONSTRAINT_UNIQUE', 'unique'],
  ['SQLITE_CONSTRAINT_PRIMARYKEY', 'unique'],
  ['SQLITE_CONSTRAINT_ROWID', 'unique'],
  ['SQLITE_CONSTRAINT_FOREIGNKEY', 'foreign-key'],
  ['SQLITE_CONSTRAINT_CHECK', 'invalid'],
  ['SQLITE_CONSTRAINT_NOTNULL', 'invalid'],
  ['SQLITE_CONSTRAINT_DATATYPE', 'invalid'],
  ['SQLITE_MISMATCH', 'invalid'],
  ['SQLITE_TOOBIG', 'invalid'],
  ['SQLITE_BUSY', 'busy'],
  ['SQLITE_LOCKED', 'busy'],
  ['SQLITE_READONLY', 'unavailable'],
  ['SQLITE_CANTOPEN', 'unavailable'],
  ['SQLITE_FULL', 'unavailable'],
  ['SQLITE_IOERR', 'unavailable'],
  ['SQLITE_NOTADB', 'unavailable'],
  ['SQLITE_CORRUPT', 'unavailable'],
  ['SQLITE_PERM', 'unavailable'],
  ['SQLITE_PROTOCOL', 'busy'],
  ['SQLITE_SCHEMA', 'busy'],
  ['SQLITE_NOMEM', 'unavailable'],
  ['SQLITE_NOLFS', 'unavailable'],
  ['SQLITE_AUTH', 'unavailable'],
];

/** A server sends the class of a constraint without its kind; the message says it. */
const constraints: readonly (readonly [string, Fault])[] = [
  ['UNIQUE constraint failed', 'unique'],
  ['FOREIGN KEY constraint failed', 'foreign-key'],
  ['CHECK constraint failed', 'invalid'],
  ['NOT NULL constraint failed', 'invalid'],
  ['cannot store', 'invalid'],
];

/** What a result code of SQLite is about. The message tells RESTRICT from other triggers: both abort with one code. */
export function sqliteFault(code: string, message: string): Fault {
  if (code === 'SQLITE_CONSTRAINT' || code === 'SQLITE_CONSTRAINT_TRIGGER')
    return constraints.find(([text]) => message.includes(text))?.[1] ?? 'unexpected';
  return faults.find(([name]) => code === name || code.startsWith(`${name}_`))?.[1] ?? 'unexpected';
}

/** What an error of better-sqlite3 is about. */
export function betterSqlite3Fault(error: unknown): Fault {
  const message = error instanceof Error ? error.message : '';
  if (error instanceof TypeError && message.includes('database connection is not open')) return 'unavailable';
  return sqliteFault(codeOf(error), message);
}
