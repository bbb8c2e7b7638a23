import type { OpenSession } from '../port.ts';
import type { SqliteHandle } from '../sqlite-local/handle.ts';
import { importPackage } from '../sqlite-local/import-package.ts';
import { openLocal } from '../sqlite-local/open-local.ts';

/** Opens `sqlite:PATH`, taken literally. See `openLocal`. */
export const openBetterSqlite3: OpenSession = async (url, options) => {
  const { default: Database } = await importPackage('better-sqlite3', () => import('better-sqlite3'));
  return openLocal(
    url.replace(/^sqlite:(?:\/\/(?=\/))?/, ''),
    {
      driver: 'better-sqlite3',
      open: (path, { mayCreate }): SqliteHandle =>
        new Database(path, { fileMustExist: !mayCreate, timeout: 0 }),
    },
    options,
  );
};
