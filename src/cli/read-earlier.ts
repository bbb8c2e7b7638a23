import { existsSync, statSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, isAbsolute, join, resolve } from 'node:path';
import { readBase } from '../check/read-base.ts';
import { engines } from '../core/engine.ts';
import { LockstepError } from '../core/errors.ts';
import type { LoadedModule } from '../core/migration.ts';
import { loadModule } from '../files/load-module.ts';
import type { ModuleConfig } from '../modules/config.ts';

/**
 * Returns the module as an earlier release has it: `from` is a folder with a copy of its files, or a git reference. Throws USAGE
 * where it is neither, and the codes of reading migration files.
 */
export async function readEarlier(
  config: ModuleConfig,
  folder: string,
  from: string,
  cwd: string,
): Promise<LoadedModule> {
  const copy = resolve(cwd, from);
  if (existsSync(copy) && statSync(copy).isDirectory()) return loadModule(inCopy(config, copy), copy);
  const temporary = await mkdtemp(join(tmpdir(), 'lockstep-from-'));
  try {
    const migrations = { ...config.migrations };
    for (const engine of engines) {
      const place = config.migrations[engine];
      if (place === null) continue;
      const target = join(temporary, engine);
      await mkdir(target);
      for (const [file, bytes] of await readReference(from, resolve(folder, place))) {
        await writeFile(join(target, file), bytes);
      }
      migrations[engine] = target;
    }
    return await loadModule({ ...config, migrations }, temporary);
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
}

/** Where the copy has the module's folders: at the same place as here, or by their last name alone. */
function inCopy(config: ModuleConfig, copy: string): ModuleConfig {
  const migrations = { ...config.migrations };
  for (const engine of engines) {
    const place = config.migrations[engine];
    if (place === null) continue;
    const found = [isAbsolute(place) ? null : place, basename(place), engine].find(
      (candidate) => candidate !== null && existsSync(join(copy, candidate)),
    );
    if (found === undefined || found === null) throw unreadable(copy, `it has no folder ${place}`);
    migrations[engine] = found;
  }
  return { ...config, migrations };
}

async function readReference(from: string, folder: string): Promise<ReadonlyMap<string, Uint8Array>> {
  const files = await readBase(from, folder).catch((error: unknown) => {
    throw unreadable(from, 'it is no folder, and git does not know it', error);
  });
  if (files.size === 0) throw unreadable(from, `it has no migrations in ${folder}`);
  return files;
}

function unreadable(from: string, reason: string, cause?: unknown): LockstepError {
  return new LockstepError('USAGE', `--from ${from}: ${reason}`, {
    hint: 'Name a commit, branch or tag of the repository that holds the migrations, or a folder with a copy of them.',
    details: { flag: '--from', from },
    cause,
  });
}
