import { chmodSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { isOpenToOthers } from '../../src/drivers/embedded/server-user.ts';
import { tempFolder } from '../servers/temp-folder.ts';
import {
  afterV1,
  atLength,
  expectCompletion,
  type FaultRun,
  faultProject,
  standOf,
  type StartOptions,
} from './fault-project.ts';
import { mountMissing, smallDisk } from './small-disk.ts';
import { faultFile, kinds } from './sqlite-file.ts';

/** Root may write everywhere; whoever else runs the tests may not write what has no w. */
const isRoot = process.getuid?.() === 0;
const user: StartOptions = isRoot ? { user: { uid: 65_534, gid: 65_534 } } : {};
const root = join(import.meta.dirname, '..', '..');
const unreachable =
  isRoot && !isOpenToOthers(root) ? ' (skipped: the repository lies where no other user can run it)' : '';
const missing = mountMissing();

function expectRefusal(run: FaultRun, code: 'READ_ONLY_DATABASE' | 'PERMISSION_DENIED', hint: RegExp): void {
  expect([run.exitCode, run.code, run.details['database']]).toEqual([1, code, 'db']);
  expect(run.hint).toMatch(hint);
  // Nobody else is to blame: no server, no script, no number without a name.
  expect(`${run.message} ${run.hint}`).not.toMatch(/server|primary|mend the script|UNKNOWN|ConnectionFailed/);
}

const asUser = test.skipIf(unreachable !== '');

describe.skipIf(process.platform === 'win32').each(kinds)('under %s:, journal %s', (scheme, journal) => {
  /** A file with V1 under these modes; `other` is what an ordinary user gets to hear of them. */
  async function guarded(
    fileMode: number,
    folderMode: number,
    other: (run: FaultRun) => void,
  ): Promise<void> {
    const folder = tempFolder();
    const file = faultFile(folder, scheme, journal);
    const here = await faultProject({ db: file.url });
    expect((await here.lockstep('migrate --to V1')).exitCode).toBe(0);
    chmodSync(file.path, fileMode);
    chmodSync(folder, folderMode);
    other(await here.lockstep('migrate', user));
    chmodSync(folder, 0o777);
    // SQLite gives the files beside it the mode of the first.
    for (const path of ['', '-wal', '-shm'].map((end) => file.path + end))
      if (existsSync(path)) chmodSync(path, 0o666);
    expect(await standOf(file.query)).toEqual(afterV1);
    await expectCompletion(here, file.query, user);
  }

  asUser(`a file in a folder that takes no journal is READ_ONLY_DATABASE${unreachable}`, () =>
    guarded(0o666, 0o555, (run) => expectRefusal(run, 'READ_ONLY_DATABASE', /^Make the folder writable/)),
  );

  atLength(() => {
    asUser(`a file that may only be read is READ_ONLY_DATABASE${unreachable}`, () =>
      guarded(0o444, 0o777, (run) => expectRefusal(run, 'READ_ONLY_DATABASE', /^Make the file/)),
    );

    asUser(`a file that may not be read is PERMISSION_DENIED${unreachable}`, () =>
      guarded(0o000, 0o777, (run) => expectRefusal(run, 'PERMISSION_DENIED', /access to the file/)),
    );

    asUser(`so is one in a folder that may not be entered${unreachable}`, () =>
      guarded(0o666, 0o000, (run) => expectRefusal(run, 'PERMISSION_DENIED', /access to the file/)),
    );

    asUser.each(['store.db', 'new/store.db'])(
      `so is %s where the folder lets nobody create it${unreachable}`,
      async (name) => {
        const folder = tempFolder();
        const here = await faultProject({ db: `${scheme}:${folder}/${name}` });
        chmodSync(folder, 0o555);
        expectRefusal(await here.lockstep('migrate', user), 'PERMISSION_DENIED', /access to the file/);
        chmodSync(folder, 0o777);
        expect((await here.lockstep('migrate', user)).exitCode).toBe(0);
      },
    );
  });

  describe.skipIf(missing !== null)(
    `a read-only file system${missing === null ? '' : ` (${missing})`}`,
    () => {
      test('is READ_ONLY_DATABASE', async () => {
        const disk = smallDisk(10);
        const file = faultFile(disk.folder, scheme, journal);
        const here = await faultProject({ db: file.url });
        expect((await here.lockstep('migrate --to V1')).exitCode).toBe(0);
        disk.remount('ro');
        expectRefusal(await here.lockstep('migrate'), 'READ_ONLY_DATABASE', /writable/);
        // With a rollback journal a file can be read without writing anything.
        expect((await here.lockstep('status')).exitCode).toBe(journal === 'delete' ? 0 : 1);
        disk.remount('rw');
        expect(await standOf(file.query)).toEqual(afterV1);
        await expectCompletion(here, file.query);
      });

      atLength(() => {
        test.each(['store.db', 'new/folder/store.db'])(
          'also for %s, which is not there yet',
          async (name) => {
            const disk = smallDisk(10);
            const here = await faultProject({ db: `${scheme}:${disk.folder}/${name}` });
            disk.remount('ro');
            expectRefusal(await here.lockstep('migrate'), 'READ_ONLY_DATABASE', /writable/);
            disk.remount('rw');
            expect((await here.lockstep('migrate')).exitCode).toBe(0);
          },
        );
      });
    },
  );
});
