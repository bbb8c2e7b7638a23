import { spawn } from 'node:child_process';
import { chmodSync, mkdtempSync, realpathSync, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { findServerUser, findOpenFolder, isOpenToOthers } from '../../src/drivers/embedded/server-user.ts';
import { fetchSqld } from './fetch-sqld.ts';
import { providePostgres } from './provide-postgres.ts';
import { sweep } from './sweep.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /** The folder of this run: temporary folders, and what `sweep` needs to end servers that tests left behind. */
    runFolder: string;
    /** The superuser's URL of the one PostgreSQL that all test files share. */
    postgresUrl: string;
    /** Why there is no PostgreSQL, or null where there is one. */
    postgresMissing: string | null;
    /** Why there is no sqld, or null where there is one. */
    sqldMissing: string | null;
  }
}

/** Brings up what all test files share; the function it returns ends everything that the run has started. */
export default async function setUp(project: TestProject): Promise<() => Promise<void>> {
  const isLong = project.config.env['LOCKSTEP_TEST_MODE'] === 'crash';
  const temporary = (isLong ? null : memoryFolder()) ?? realpathSync(tmpdir());
  const parent = findServerUser() === null || isOpenToOthers(temporary) ? temporary : findOpenFolder();
  const runFolder = mkdtempSync(join(parent, 'lockstep-test-'));
  // Where the tests run as root, PostgreSQL runs as another user.
  chmodSync(runFolder, 0o755);
  // Sees this process end, however it ends.
  const guard = spawn(process.execPath, [join(import.meta.dirname, 'guard.ts'), runFolder], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  guard.unref();

  const [postgres, sqldMissing] = await Promise.all([providePostgres(runFolder), fetchSqld()]);
  project.provide('runFolder', runFolder);
  project.provide('postgresUrl', postgres.url);
  project.provide('postgresMissing', postgres.missing);
  project.provide('sqldMissing', sqldMissing);
  return async () => {
    await postgres.stop();
    await sweep(runFolder);
  };
}

/** Three times what the databases of a run have been seen to take. */
const roomNeeded = 3 * 2 ** 30;

/**
 * Returns a folder in memory, or null where there is none or too little. A new database of PostgreSQL is three hundred files:
 * on a disk that is half of what the tests cost.
 */
function memoryFolder(): string | null {
  try {
    const { bavail, bsize } = statfsSync('/dev/shm');
    return process.platform === 'linux' && bavail * bsize >= roomNeeded ? '/dev/shm' : null;
  } catch {
    return null;
  }
}
