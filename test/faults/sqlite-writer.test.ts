import { DatabaseSync } from 'node:sqlite';
import { describe, expect, onTestFinished, test } from 'vitest';
import { tempFolder } from '../servers/temp-folder.ts';
import {
  afterV1,
  atLength,
  expectCompletion,
  type FaultRun,
  faultProject,
  standOf,
} from './fault-project.ts';
import { type FaultFile, faultFile, kinds } from './sqlite-file.ts';

describe.each(kinds)('under %s:, journal %s', (scheme, journal) => {
  /** Migrates while another process has done this to the file with V1, and once more when that is over. */
  async function beside(
    statements: string,
    run: (file: FaultFile, ended: FaultRun) => void | Promise<void>,
  ): Promise<void> {
    const file = faultFile(tempFolder(), scheme, journal);
    const here = await faultProject({ db: file.url });
    expect((await here.lockstep('migrate --to V1')).exitCode).toBe(0);
    const other = new DatabaseSync(file.path);
    onTestFinished(() => (other.isOpen ? other.close() : undefined));
    other.exec(statements);
    // An open transaction of a reader begins with its first row.
    other.prepare('SELECT v FROM log').all();
    await run(file, await here.lockstep('migrate --lock-timeout 700ms'));
    other.exec('ROLLBACK');
    other.close();
    await expectCompletion(here, file.query);
  }

  function expectTimeout({ exitCode, code, message, details, ms }: FaultRun): void {
    expect([exitCode, code, details['database']]).toEqual([5, 'LOCK_TIMEOUT', 'db']);
    expect(message).toMatch(/^db: .* nothing has changed for 0\.7 s$/);
    expect(ms).toBeLessThan(10_000);
  }

  test('a writer that stays is LOCK_TIMEOUT, and says what to look for', () =>
    beside('BEGIN IMMEDIATE', async (file, run) => {
      expectTimeout(run);
      expect(run.hint).toMatch(/process that has the database open for writing/);
      expect(await standOf(file.query)).toEqual(afterV1);
    }));

  atLength(() => {
    test('so is one that keeps readers out', () => beside('BEGIN EXCLUSIVE', (_, run) => expectTimeout(run)));

    test('a reader that stays matters with a rollback journal only', () =>
      beside('BEGIN', async (file, run) => {
        if (journal === 'wal') return expect(run.exitCode).toBe(0);
        expectTimeout(run);
        expect(run.message).toContain('a reader that keeps its transaction open');
        expect(await standOf(file.query)).toEqual(afterV1);
      }));
  });
});
