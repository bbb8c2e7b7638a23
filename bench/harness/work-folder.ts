import { spawn } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findServerUser, findOpenFolder, isOpenToOthers } from '../../src/drivers/embedded/server-user.ts';
import { sweep } from '../../test/servers/sweep.ts';

export const root: string = join(import.meta.dirname, '..', '..');

/** Where a run keeps its databases and files. */
export interface WorkFolder extends AsyncDisposable {
  readonly path: string;
  /** Returns the path of a new, empty folder. */
  folder(name: string): string;
  link(name: string, to: string): void;
}

/** Creates the folder of this run. Whatever ends the process, a guard removes it and stops its servers. */
export function createWorkFolder(): WorkFolder {
  const temporary = realpathSync(tmpdir());
  const parent = findServerUser() === null || isOpenToOthers(temporary) ? temporary : findOpenFolder();
  const path = mkdtempSync(join(parent, 'lockstep-bench-'));
  // PostgreSQL may run as another user.
  chmodSync(path, 0o755);
  const guard = spawn(process.execPath, [join(root, 'test/servers/guard.ts'), path], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  guard.unref();
  return {
    path,
    folder: (name) => mkdtempSync(join(path, `${name}-`)),
    link: (name, to) => symlinkSync(to, join(path, name)),
    [Symbol.asyncDispose]: () => sweep(path),
  };
}

/**
 * Copies what users get (dist and package.json), so that a build during the run changes nothing, and returns the copy's
 * folder. It lies below the repository's root: its dependencies are those that the root installed.
 */
export function copyLibrary(dist: string, label: string): string {
  if (!existsSync(join(dist, 'index.js'))) throw new Error(`${dist} holds no build: npm run build`);
  const folder = join(root, '.lockstep', `bench-${process.pid}-${label}`);
  mkdirSync(folder, { recursive: true });
  cpSync(dist, join(folder, 'dist'), { recursive: true });
  cpSync(join(root, 'package.json'), join(folder, 'package.json'));
  // Loads a driver from where the library finds it.
  writeFileSync(join(folder, 'load-package.mjs'), 'export const loadPackage = (name) => import(name);\n');
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
