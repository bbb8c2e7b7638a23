import type { DriverName } from '../../core/engine.ts';
import { LockstepError } from '../../core/errors.ts';

/**
 * Which library has which file open in this process. Two SQLite libraries do not see each other's locks (the operating
 * system gives locks to a process), and closing one frees the other's: the file would be corrupted.
 */
const openFiles = new Map<string, { readonly driver: DriverName; count: number }>();

/**
 * libsql's `close` leaves the file open until its statements are garbage collected, which nobody can wait for: such a
 * file stays libsql's as long as the process lives.
 */
const neverCloses: ReadonlySet<DriverName> = new Set(['libsql']);

/** Returns what gives the file up again. Throws CONFIG_INVALID where the other library has it open. */
export function registerFile(identity: string, path: string, driver: DriverName): () => void {
  const entry = openFiles.get(identity) ?? { driver, count: 0 };
  if (entry.driver !== driver) {
    const state = neverCloses.has(entry.driver) ? 'has been opened' : 'is open';
    throw new LockstepError(
      'CONFIG_INVALID',
      `${path} ${state} in this process through ${entry.driver}; ${driver} would corrupt it`,
      { hint: 'Give the file one kind of address: sqlite:PATH (better-sqlite3) or file:PATH (libsql).' },
    );
  }
  entry.count++;
  openFiles.set(identity, entry);
  let isOpen = true;
  return () => {
    if (!isOpen || neverCloses.has(driver)) return;
    isOpen = false;
    entry.count--;
    if (entry.count === 0) openFiles.delete(identity);
  };
}
