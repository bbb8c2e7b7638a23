import { LockstepError } from '../../core/errors.ts';
import type { DriverName } from '../../core/engine.ts';

/**
 * Which library has which file open in this process. Two SQLite libraries do not see each other's locks (the operating
 * system gives locks to a process), and closing one frees the other's: the file would be corrupted.
 */
const openFiles = new Map<string, { readonly driver: DriverName; count: number }>();

/** Returns what gives the file up again. Throws CONFIG_INVALID where the other library has it open. */
export function registerFile(identity: string, path: string, driver: DriverName): () => void {
  const entry = openFiles.get(identity) ?? { driver, count: 0 };
  if (entry.driver !== driver) {
    throw new LockstepError(
      'CONFIG_INVALID',
      `${path} is already open in this process through ${entry.driver}; ${driver} would corrupt it`,
      { hint: `Give the file one kind of address: sqlite:PATH (better-sqlite3) or file:PATH (libsql).` },
    );
  }
  entry.count++;
  openFiles.set(identity, entry);
  let isOpen = true;
  return () => {
    if (!isOpen) return;
    isOpen = false;
    entry.count--;
    if (entry.count === 0) openFiles.delete(identity);
  };
}
