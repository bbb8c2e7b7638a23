import { readFileSync } from 'node:fs';
import { availableParallelism, cpus, release, totalmem, type } from 'node:os';
import { join } from 'node:path';
import { root } from './work-folder.ts';

/** What the figures depend on; nothing that names the machine. */
export interface Machine {
  readonly cpu: string;
  readonly cores: number;
  readonly memoryGb: number;
  readonly system: string;
}

export function describeMachine(): Machine {
  return {
    cpu: cpus()[0]?.model.trim() ?? 'unknown',
    cores: availableParallelism(),
    memoryGb: Math.round(totalmem() / 2 ** 30),
    system: `${type()} ${release().split('-')[0]}`,
  };
}

/** Node, Lockstep, the drivers and the peers. */
export function readVersions(): Readonly<Record<string, string>> {
  const { dependencies, optionalDependencies } = readJson(join(root, 'bench/package.json')) as {
    dependencies: Record<string, string>;
    optionalDependencies: Record<string, string>;
  };
  const [dbmate = 'unknown'] = Object.values(optionalDependencies);
  return { node: process.version.slice(1), lockstep: versionAt(root), ...dependencies, dbmate };
}

/** The peers load their drivers from bench/, Lockstep loads its own from the root: they must be the same. */
export function requireSameDrivers(): void {
  for (const name of ['pg', 'better-sqlite3']) {
    const [ours, theirs] = [root, join(root, 'bench')].map((folder) =>
      versionAt(join(folder, 'node_modules', name)),
    );
    if (ours !== theirs)
      throw new Error(`${name} is ${ours} in the root and ${theirs} in bench/: install the same version`);
  }
}

function versionAt(folder: string): string {
  return (readJson(join(folder, 'package.json')) as { version: string }).version;
}

function readJson(path: string): unknown {
  return JSON.parse(readFileSync(path, 'utf8'));
}
