import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { basename, extname, join, resolve } from 'node:path';
import type { DriverName } from '../../core/engine.ts';
import { quoteText } from '../../engines/sqlite/quote.ts';
import type { OpenOptions, Session } from '../port.ts';
import { sqliteSession } from '../sqlite/session.ts';
import { throwIfAborted } from '../sqlite/throw-if-aborted.ts';
import { explainCantOpen, fileIdentity, findDatabaseFile } from './database-file.ts';
import type { SqliteHandle } from './handle.ts';
import { LocalConnection } from './local-connection.ts';
import { localTurn } from './local-turn.ts';
import { registerFile } from './open-files.ts';

/** One of the two synchronous libraries. */
export interface LocalLibrary {
  readonly driver: DriverName;
  /** True where a prepared statement can be used again, also after it failed. */
  readonly keepsStatements: boolean;
  /** Opens the file, creating it where it does not exist and may be. */
  open(path: string, options: { readonly mayCreate: boolean }): SqliteHandle;
}

/**
 * Returns the session on a file, or null where there is none and none may be created. A new file keeps SQLite's default
 * journal: its mode belongs to the application. Throws DATABASE_UNREACHABLE, PERMISSION_DENIED, and CONFIG_INVALID where
 * the other library has the file open. That a file is no database, reading says.
 */
export async function openLocal(
  path: string,
  library: LocalLibrary,
  { create, signal }: OpenOptions,
): Promise<Session | null> {
  throwIfAborted(signal);
  const absolute = resolve(path);
  const exists = findDatabaseFile(absolute, { create });
  if (!exists && !create) return null;
  // Before the library touches the file: the guard would come too late.
  const before = exists ? registerFile(fileIdentity(absolute), absolute, library.driver) : null;
  let connection: LocalConnection | null = null;
  try {
    connection = new LocalConnection(() => library.open(absolute, { mayCreate: create }), library);
    const identity = fileIdentity(absolute);
    const forget = before ?? registerFile(identity, absolute, library.driver);
    const opened = connection;
    return sqliteSession({
      driver: library.driver,
      capabilities: { appliesInOneMessage: false, runsAlone: false, backsUp: true, scriptOrder: 0 },
      connection: opened,
      turn: localTurn(opened),
      identity,
      // Nothing is asked before the history is read.
      explainUnreadable: async (error) => explainCantOpen(absolute, error),
      backup: (folder) => backUp(opened, absolute, folder),
      dispose: async () => {
        await opened.close();
        forget();
      },
    });
  } catch (error) {
    await connection?.close();
    before?.();
    throw explainCantOpen(absolute, error);
  }
}

async function backUp(connection: LocalConnection, path: string, folder: string): Promise<string> {
  mkdirSync(folder, { recursive: true });
  const extension = extname(path);
  const stamp = new Date().toISOString().replace(/[-:.]/g, '');
  const stem = join(resolve(folder), `${basename(path, extension)}-${stamp}`);
  let file = `${stem}${extension}`;
  for (let number = 2; existsSync(file); number++) file = `${stem}-${number}${extension}`;
  try {
    await connection.exec(`VACUUM INTO ${quoteText(file)}`);
  } catch (error) {
    // Half a copy is none, and nobody could tell it from one.
    rmSync(file, { force: true });
    throw error;
  }
  return file;
}
