import { createRequire } from 'node:module';
import type { OpenOptions, Session } from '../port.ts';
import type { SqliteHandle } from '../sqlite-local/handle.ts';
import { importPackage } from '../sqlite-local/import-package.ts';
import { type LocalLibrary, openLocal } from '../sqlite-local/open-local.ts';

type Libsql = new (path: string) => SqliteHandle;

/**
 * Returns libsql's synchronous package, which @libsql/client brings: its own client pools connections, and foreign_keys
 * belongs to one connection. Throws DRIVER_MISSING with the install line.
 */
export async function loadLibsqlFile(): Promise<LocalLibrary> {
  const Database = await importPackage('@libsql/client', () => {
    const require = createRequire(import.meta.url);
    return createRequire(require.resolve('@libsql/client'))('libsql') as Libsql;
  });
  // A statement that failed stays in progress, and then nothing can be committed.
  return { driver: 'libsql', keepsStatements: false, open: (file) => new Database(file) };
}

/** Opens `file:PATH` (percent-encoded). See `openLocal`. */
export async function openLibsqlFile(url: string, options: OpenOptions): Promise<Session | null> {
  const path = decodeURIComponent(url.replace(/^file:(?:\/\/(?:localhost)?(?=\/))?/, ''));
  return openLocal(path, await loadLibsqlFile(), options);
}
