import { mkdirSync } from 'node:fs';
import { LockstepError } from '../core/errors.ts';
import type { ModuleState, Run } from './run.ts';

/** Throws USAGE where copies are asked for and none of the databases that exist can be copied. */
export function refuseVainBackup(states: readonly ModuleState[], folder: string | undefined): void {
  const existing = states.filter(({ session }) => session !== null);
  if (folder === undefined || existing.length === 0) return;
  if (existing.some(({ session }) => session?.backup !== undefined)) return;
  throw new LockstepError('USAGE', '--backup copies SQLite files, and none of the databases is one', {
    hint: 'Leave --backup out, and back the server up with its own tools.',
  });
}

/**
 * Copies each database that can be copied, once per run and before the first write to it, and says which cannot. A
 * database that does not exist yet has nothing to copy.
 */
export function backUpOnce(
  run: Run,
  folder: string | undefined,
): (states: readonly ModuleState[]) => Promise<void> {
  const done = new Set<string>();
  return async (states) => {
    if (folder === undefined) return;
    for (const { database, session } of states) {
      const { name } = database.address;
      if (session === null || done.has(name)) continue;
      done.add(name);
      if (session.backup === undefined) {
        run.emit({ type: 'backup-skipped', database: name });
        continue;
      }
      makeFolder(folder);
      const file = await session.backup(folder).catch((error: unknown) => {
        throw notCopied(error, name, folder);
      });
      run.emit({ type: 'backup-written', database: name, file });
    }
  };
}

/** The reason stays the code; that it was the copy, and that nothing else has been done, is for people. */
function notCopied(error: unknown, database: string, folder: string): unknown {
  if (!(error instanceof LockstepError)) return error;
  return error.with({
    message: `${database} could not be copied to ${folder}, and nothing was migrated: ${error.message}`,
    details: { database, backup: folder },
  });
}

function makeFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true });
  } catch (error) {
    throw new LockstepError('USAGE', `--backup ${folder} cannot be made a folder: ${String(error)}`, {
      hint: 'Name a folder that can be written.',
      cause: error,
    });
  }
}
