import { join } from 'node:path';
import Database from 'better-sqlite3';
import { expect, onTestFinished, test } from 'vitest';
import { openStore } from '../../src/gateway/open-store.ts';
import { migrateToHead } from '../gateway/stores/store-subjects.ts';
import { tempFolder } from '../servers/temp-folder.ts';

test('a reader in the way of a COMMIT is waited for: the unit is not run again', async () => {
  const path = join(tempFolder(), 'gateway.db');
  await migrateToHead(`sqlite:${path}`);
  const reader = new Database(path);
  onTestFinished(() => void reader.close());
  reader.pragma('journal_mode = DELETE');
  // Who reads keeps the file out of WAL mode, where no reader is in anybody's way.
  reader.exec('BEGIN');
  reader.prepare('SELECT count(*) FROM teams').get();
  await using store = await openStore(`sqlite:${path}`);
  let runs = 0;
  const unit = store.unitOfWork(async ({ teams }) => {
    runs++;
    return teams.create({ slug: 'kept', name: 'x' });
  });
  await new Promise((done) => setTimeout(done, 100));
  reader.exec('COMMIT');
  expect(await unit).toMatchObject({ slug: 'kept' });
  expect(runs).toBe(1);
});
