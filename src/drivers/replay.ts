import { LockstepError } from '../core/errors.ts';
import { loadBetterSqlite3 } from './better-sqlite3/open.ts';
import { loadLibsqlFile } from './libsql/open-file.ts';
import { type MemoryDatabase, openMemory } from './sqlite-local/open-memory.ts';

const libraries = [loadBetterSqlite3, loadLibsqlFile];

/**
 * Returns an empty SQLite database in memory for every SQLite library that is installed: a script can pass on one and
 * fail on the other, because their versions differ. Throws DRIVER_MISSING where there is none.
 */
export async function openReplays(): Promise<readonly MemoryDatabase[]> {
  const opened: MemoryDatabase[] = [];
  let missing: unknown = null;
  for (const load of libraries) {
    try {
      opened.push(openMemory(await load()));
    } catch (error) {
      if (!(error instanceof LockstepError) || error.code !== 'DRIVER_MISSING') throw error;
      missing = error;
    }
  }
  if (opened.length === 0) {
    throw new LockstepError('DRIVER_MISSING', 'There is no SQLite library to replay the SQLite scripts on.', {
      hint: 'Run: npm install better-sqlite3, or npm install @libsql/client',
      details: { package: ['better-sqlite3', '@libsql/client'] },
      cause: missing,
    });
  }
  return opened;
}
