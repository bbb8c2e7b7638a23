import { mkdirSync, rmdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { type Database, databaseAt } from '../../src/drivers/open.ts';
import { parseAddress } from '../../src/index.ts';
import { tempFolder } from '../servers/temp-folder.ts';

function databaseIn(folder: string): Database {
  const database = databaseAt(parseAddress(`sqlite:${join(folder, 'x.db')}`, { folder }));
  onTestFinished(() => database[Symbol.asyncDispose]());
  return database;
}

test('sessions that are asked for at once are one, also for those who may not create it', async () => {
  const folder = tempFolder();
  const database = databaseIn(folder);
  const [absent, first, second, third] = await Promise.all([
    database.session({ create: false }),
    database.session({ create: true }),
    database.session({ create: true }),
    database.session({ create: false }),
  ]);
  expect([absent, first?.engine]).toEqual([null, 'sqlite']);
  expect([second, third].map((session) => session === first)).toEqual([true, true]);
});

test('an opening that failed, or was stopped, is tried again by whoever waited for it', async () => {
  const folder = tempFolder();
  const database = databaseIn(folder);
  const inTheWay = join(folder, 'x.db');
  mkdirSync(inTheWay);
  const stopped = { create: true, signal: AbortSignal.abort() };
  const calls = [stopped, { create: true }].map((options) => database.session(options));
  const refused = (await Promise.allSettled(calls)).map(({ status }) => status);
  expect(refused).toEqual(['rejected', 'rejected']);
  rmdirSync(inTheWay);
  const [interrupted, opened] = await Promise.allSettled([
    database.session(stopped),
    database.session({ create: true }),
  ]);
  expect([interrupted.status, opened.status]).toEqual(['rejected', 'fulfilled']);
});

test('one that is disposed of while it is opened is closed all the same, and can be opened again', async () => {
  const database = databaseIn(tempFolder());
  const opening = database.session({ create: true });
  await database[Symbol.asyncDispose]();
  const again = await database.session({ create: false });
  expect(again).not.toBe(await opening);
  expect(await again?.query('SELECT 1 AS one')).toEqual([{ one: 1 }]);
});
