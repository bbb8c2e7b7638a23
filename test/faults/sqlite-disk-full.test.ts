import { existsSync, readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { Files } from '../cli/scenarios/project.ts';
import {
  afterV1,
  atLength,
  expectCompletion,
  type FaultProject,
  faultProject,
  standOf,
} from './fault-project.ts';
import { mountMissing, type SmallDisk, smallDisk } from './small-disk.ts';
import { type FaultFile, faultFile, kinds } from './sqlite-file.ts';

const missing = mountMissing();

/** V2 writes so much. SQLite holds 2 MB back until the commit. */
function fat(kilobytes: number): Files {
  const fill = 'INSERT INTO fat VALUES (zeroblob(100000));\n'.repeat(kilobytes / 100);
  return {
    'migrations/sqlite/V2__middle.sql': `CREATE TABLE middle (id INTEGER);\nINSERT INTO log VALUES (2);\nCREATE TABLE fat (x BLOB);\n${fill}`,
  };
}

describe.skipIf(missing !== null)(`a full disk${missing === null ? '' : ` (${missing})`}`, () => {
  describe.each(kinds)('under %s:, journal %s', (scheme, journal) => {
    async function onSmallDisk(
      files: Files = {},
    ): Promise<{ readonly disk: SmallDisk; readonly file: FaultFile; readonly here: FaultProject }> {
      const disk = smallDisk(10);
      const file = faultFile(disk.folder, scheme, journal);
      return { disk, file, here: await faultProject({ db: file.url }, files) };
    }

    async function expectDiskFull(here: FaultProject, line = 'migrate'): Promise<string> {
      const run = await here.lockstep(line);
      expect([run.exitCode, run.code, run.details['database']]).toEqual([1, 'DISK_FULL', 'db']);
      expect(run.message).toContain('ran out of space');
      expect(run.hint).toBe('Free space and run migrate again.');
      return run.message;
    }

    async function runsOut(kilobytes: number, left: number): Promise<void> {
      const { disk, file, here } = await onSmallDisk(fat(kilobytes));
      expect((await here.lockstep('migrate --to V1')).exitCode).toBe(0);
      disk.fill(left);
      await expectDiskFull(here);
      disk.empty();
      expect(await standOf(file.query)).toEqual(afterV1);
      await expectCompletion(here, file.query);
    }

    test('that is full already: nothing of the version is kept', () => runsOut(600, 0));

    atLength(() => {
      test('that runs out at the commit: nothing of the version is kept', () => runsOut(600, 300_000));
      test('that runs out in the script: nothing of the version is kept', () => runsOut(3_000, 300_000));

      test('at an install: nothing is kept', async () => {
        const { disk, file, here } = await onSmallDisk();
        disk.fill();
        await expectDiskFull(here);
        disk.empty();
        await expectCompletion(here, file.query);
      });

      test('for a copy: nothing is migrated, and no half of a copy is left', async () => {
        const { disk, file, here } = await onSmallDisk();
        await here.lockstep('migrate --to V1');
        const backup = `${disk.folder}/backup`;
        disk.fill(journal === 'wal' ? 45_000 : 6_000);
        expect(await expectDiskFull(here, `migrate --backup ${backup}`)).toMatch(
          /^db could not be copied to .*backup, and nothing was migrated/,
        );
        disk.empty();
        expect(existsSync(backup) ? readdirSync(backup) : []).toEqual([]);
        expect(await standOf(file.query)).toEqual(afterV1);
        expect((await here.lockstep(`migrate --backup ${backup}`)).exitCode).toBe(0);
        expect(readdirSync(backup)).toHaveLength(1);
      });
    });
  });
});
