import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { tempFolder } from '../servers/temp-folder.ts';

/** A file system of its own in memory. */
export interface SmallDisk {
  readonly folder: string;
  /** Takes all space but so many bytes. */
  fill(left?: number): void;
  /** Gives the space back. */
  empty(): void;
  remount(mode: 'ro' | 'rw'): void;
}

let missing: string | null | undefined;

/** Why no file system can be mounted here, or null where one can. */
export function mountMissing(): string | null {
  if (missing !== undefined) return missing;
  const folder = tempFolder();
  try {
    mount(folder, 1);
    execFileSync('umount', [folder]);
    missing = null;
  } catch {
    missing = 'mounting a file system needs Linux and root';
  }
  return missing;
}

/** Mounts one of so many MB; it goes at the end of the test. */
export function smallDisk(megabytes: number): SmallDisk {
  const folder = tempFolder();
  mount(folder, megabytes);
  onTestFinished(() => void execFileSync('umount', ['--lazy', folder]));
  // What a test puts there lies a folder deeper, so that the filler is nobody's neighbour.
  const inner = join(folder, 'data');
  mkdirSync(inner);
  const filler = join(folder, 'filler');
  return {
    folder: inner,
    fill(left = 0) {
      const { bavail, bsize } = statfsSync(folder);
      const bytes = Math.max(0, bavail * bsize - left);
      writeFileSync(filler, Buffer.alloc(bytes));
    },
    empty: () => rmSync(filler, { force: true }),
    remount: (mode) => void execFileSync('mount', ['-o', `remount,${mode}`, folder]),
  };
}

function mount(folder: string, megabytes: number): void {
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m,mode=755`, 'tmpfs', folder], {
    stdio: 'ignore',
  });
}
