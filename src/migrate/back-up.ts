import type { ModuleState, Run } from './run.ts';

/** Copies each database that can be copied, once per run and before the first write to it. */
export function backUpOnce(
  run: Run,
  folder: string | undefined,
): (states: readonly ModuleState[]) => Promise<void> {
  const done = new Set<string>();
  return async (states) => {
    if (folder === undefined) return;
    for (const { database, session } of states) {
      const { name } = database.address;
      if (done.has(name) || session?.backup === undefined) continue;
      done.add(name);
      run.emit({ type: 'backup-written', database: name, file: await session.backup(folder) });
    }
  };
}
