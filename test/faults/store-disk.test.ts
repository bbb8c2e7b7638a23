import { cpSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Store } from '../../src/gateway/domain/store.ts';
import { Unavailable } from '../../src/gateway/domain/store-error.ts';
import { openStore } from '../../src/gateway/open-store.ts';
import { migratedDatabase } from '../gateway/stores/store-subjects.ts';
import { isThorough } from './fault-project.ts';
import { mountMissing, type SmallDisk, smallDisk } from './small-disk.ts';

const missing = mountMissing();
const kinds = [
  ['sqlite', 'better-sqlite3'],
  ['file', 'libsql file'],
] as const;

describe.skipIf(missing !== null)(`a store on a disk${missing === null ? '' : ` (${missing})`}`, () => {
  describe.each(isThorough ? kinds : kinds.slice(1))('under %s:', (scheme, driver) => {
    async function onSmallDisk(): Promise<{ readonly disk: SmallDisk; readonly url: string }> {
      const disk = smallDisk(10);
      await using database = await migratedDatabase(driver);
      const source = database.url.slice(scheme.length + 1);
      for (const ending of ['', '-wal', '-shm'])
        if (existsSync(source + ending)) cpSync(source + ending, join(disk.folder, `gateway.db${ending}`));
      return { disk, url: `${scheme}:${join(disk.folder, 'gateway.db')}` };
    }
    const fill = (store: Store): Promise<unknown> =>
      store.unitOfWork(async ({ requestLog }) => {
        const { id } = await requestLog.start({ requestedModel: 'x' });
        await requestLog.attachPayload(id, { requestBody: 'x'.repeat(3_000_000) });
      });

    test('that is full is Unavailable; nothing of the unit is kept, and there is room again without opening it anew', async () => {
      const { disk, url } = await onSmallDisk();
      await using store = await openStore(url);
      disk.fill(500_000);
      await expect(fill(store)).rejects.toThrow(Unavailable);
      expect((await store.requestLog.search({}, { limit: 1 })).items).toEqual([]);
      disk.empty();
      await fill(store);
      expect((await store.requestLog.search({}, { limit: 2 })).items).toHaveLength(1);
    });

    test('that is read-only is read, and writing to it is Unavailable', async () => {
      const { disk, url } = await onSmallDisk();
      disk.remount('ro');
      const store = await openStore(url);
      expect((await store.providers.list()).length).toBeGreaterThan(0);
      await expect(store.teams.create({ slug: 'x', name: 'x' })).rejects.toThrow(Unavailable);
      await expect(store.unitOfWork(({ teams }) => teams.create({ slug: 'x', name: 'x' }))).rejects.toThrow(
        Unavailable,
      );
      await store.close();
      disk.remount('rw');
    });
  });
});
