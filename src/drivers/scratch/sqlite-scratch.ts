import type { DriverName } from '../../core/engine.ts';
import { LockstepError } from '../../core/errors.ts';
import { loadBetterSqlite3 } from '../better-sqlite3/open.ts';
import { loadLibsqlFile } from '../libsql/open-file.ts';
import { openMemory } from '../sqlite-local/open-memory.ts';
import type { LocalLibrary } from '../sqlite-local/open-local.ts';
import { borrowed, type ScratchDatabase, type ScratchServer } from './scratch.ts';

const libraries: Readonly<Partial<Record<DriverName, () => Promise<LocalLibrary>>>> = {
  'better-sqlite3': loadBetterSqlite3,
  libsql: loadLibsqlFile,
};

/**
 * Returns scratch databases in memory, through the named driver's SQLite library, or without a name through the first that
 * is installed. Throws DRIVER_MISSING.
 */
export async function openSqliteScratch(driver: DriverName | null = null): Promise<ScratchServer> {
  const library = await loadLibrary(driver);
  return {
    engine: 'sqlite',
    create: async () => createMemory(library),
    [Symbol.asyncDispose]: async () => undefined,
  };
}

function createMemory(library: LocalLibrary): ScratchDatabase {
  const { session, execute } = openMemory(library);
  return {
    engine: 'sqlite',
    session,
    database: borrowed('scratch SQLite', session, 'sqlite::memory:'),
    execute,
    [Symbol.asyncDispose]: () => session[Symbol.asyncDispose](),
  };
}

async function loadLibrary(driver: DriverName | null): Promise<LocalLibrary> {
  const named = driver === null ? undefined : libraries[driver];
  if (named !== undefined) return named();
  try {
    return await loadBetterSqlite3();
  } catch (error) {
    if (!(error instanceof LockstepError) || error.code !== 'DRIVER_MISSING') throw error;
  }
  try {
    return await loadLibsqlFile();
  } catch (error) {
    throw new LockstepError('DRIVER_MISSING', 'There is no SQLite library for scratch databases.', {
      hint: 'Run: npm install better-sqlite3, or npm install @libsql/client',
      details: { package: ['better-sqlite3', '@libsql/client'] },
      cause: error,
    });
  }
}
