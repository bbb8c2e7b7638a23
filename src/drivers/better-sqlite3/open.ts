import type { OpenSession } from '../port.ts';
import type { SqliteHandle } from '../sqlite-local/handle.ts';
import { importPackage } from '../sqlite-local/import-package.ts';
import { type LocalLibrary, openLocal } from '../sqlite-local/open-local.ts';

/** Returns the library. Throws DRIVER_MISSING with the install line. */
export async function loadBetterSqlite3(): Promise<LocalLibrary> {
  const { default: Database } = await importPackage('better-sqlite3', () => import('better-sqlite3'));
  return {
    driver: 'better-sqlite3',
    keepsStatements: true,
    open: (path, { mayCreate }): SqliteHandle =>
      new Database(path, { fileMustExist: !mayCreate, timeout: 0 }),
  };
}

/** Opens `sqlite:PATH`, taken literally. See `openLocal`. */
export const openBetterSqlite3: OpenSession = async (url, options) =>
  openLocal(url.replace(/^sqlite:(?:\/\/(?=\/))?/, ''), await loadBetterSqlite3(), options);
