import { join } from 'node:path';
import Database from 'better-sqlite3';
import { expect, test } from 'vitest';
import type { LocalLibrary } from '../../src/drivers/sqlite-local/open-local.ts';
import { openLocal } from '../../src/drivers/sqlite-local/open-local.ts';
import { stepsFor } from '../conformance/step-write.ts';
import { tempFolder } from '../servers/temp-folder.ts';
import { fileSubject } from './sqlite-subjects.ts';

const history = { schema: null, table: 'schema_migrations' };
const { write } = stepsFor(fileSubject('better-sqlite3', 'wal'));

/** better-sqlite3, with every statement that it executes. */
function tracedLibrary(statements: string[]): LocalLibrary {
  return {
    driver: 'better-sqlite3',
    keepsStatements: true,
    open: (path) => new Database(path, { verbose: (text) => statements.push(String(text)) }),
  };
}

test('a step that follows another asks nothing of the history, however long that is', async () => {
  const statements: string[] = [];
  const path = join(tempFolder(), 'store.db');
  const session = (await openLocal(path, tracedLibrary(statements), { create: true }))!;
  let expected: Awaited<ReturnType<typeof write>>['expected'] = await session.read(history);
  const applyNext = async (number: number, text: string): Promise<readonly string[]> => {
    const step = await write(session, number, text, { expected });
    statements.length = 0;
    const result = await session.apply(step);
    if (result.outcome !== 'applied') return expect.fail(result.outcome);
    expected = { format: 'current', revision: result.revision, installTarget: null };
    return statements.map((each) => each.split(' ')[0]!);
  };
  await applyNext(1, 'CREATE TABLE a (id INTEGER PRIMARY KEY)');
  for (let number = 2; number < 20; number++) {
    const ran = await applyNext(number, `INSERT INTO a VALUES (${number})`);
    expect(ran).toEqual(['BEGIN', 'PRAGMA', 'INSERT', 'INSERT', 'COMMIT']);
  }
  await session[Symbol.asyncDispose]();
});

test('a start that finds everything applied asks one query besides settings of the connection', async () => {
  const statements: string[] = [];
  const path = join(tempFolder(), 'store.db');
  const library = tracedLibrary(statements);
  const first = (await openLocal(path, library, { create: true }))!;
  await first.apply(await write(first, 1, 'CREATE TABLE a (id INTEGER PRIMARY KEY)'));
  await first[Symbol.asyncDispose]();
  statements.length = 0;
  const session = (await openLocal(path, library, { create: true }))!;
  expect((await session.read(history)).history).toHaveLength(1);
  await session.leave(history);
  await session[Symbol.asyncDispose]();
  expect(statements.filter((text) => !text.startsWith('PRAGMA'))).toEqual([
    expect.stringContaining('FROM main."schema_migrations"'),
  ]);
  expect(statements).toHaveLength(3);
});
