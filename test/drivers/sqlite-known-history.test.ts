import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openBetterSqlite3 } from '../../src/drivers/better-sqlite3/open.ts';
import { openLibsql } from '../../src/drivers/libsql/open.ts';
import type { Session } from '../../src/drivers/port.ts';
import { stepsFor } from '../conformance/step-write.ts';
import { tempFolder } from '../servers/temp-folder.ts';
import { connectTo, fileSubject } from './sqlite-subjects.ts';

const history = { schema: null, table: 'schema_migrations' };
const tampered = { code: 'FORBIDDEN_STATEMENT', message: expect.stringContaining('changed the history') };

// A session that has written the history does not ask for it again as long as nobody else can have changed it.
describe.each([
  ['better-sqlite3', openBetterSqlite3, 'sqlite:'],
  ['libsql', openLibsql, 'file:'],
] as const)('a history that the session knows, %s', (name, driver, scheme) => {
  const { apply, write } = stepsFor(fileSubject(name, 'wal'));
  let path = '';
  let session: Session;

  beforeEach(async () => {
    path = join(tempFolder(), 'store.db');
    session = (await driver(`${scheme}${path}`, { create: true }))!;
    await apply(session, 1, 'CREATE TABLE a (id INTEGER PRIMARY KEY)');
    await apply(session, 2, 'CREATE TABLE b (id INTEGER PRIMARY KEY)');
    await apply(session, 3, 'INSERT INTO b VALUES (1)');
  });
  afterEach(() => session[Symbol.asyncDispose]());

  function elsewhere(text: string): void {
    const other = connectTo(name, path);
    other.exec(text);
    other.close();
  }

  const names = async (): Promise<readonly string[]> =>
    (await session.read(history)).history.map((row) => row.name);

  test.each([
    ['adds a row', "INSERT INTO schema_migrations VALUES (9, 'V9__x', 'startup', 'x', 'x', 'x', 1, NULL)"],
    ['deletes the newest row', "DELETE FROM schema_migrations WHERE migration_name = 'V3__step'"],
    [
      'sets the marker',
      "INSERT INTO schema_migrations_state VALUES ('install', '{\"target\":\"V9__x\"}', 'x')",
    ],
    ['drops it', 'DROP TABLE schema_migrations'],
  ])('is moved where another connection %s', async (_, change) => {
    const step = await write(session, 4, 'INSERT INTO a VALUES (1)');
    elsewhere(change);
    expect(await session.apply(step)).toEqual({ outcome: 'moved' });
  });

  test('is moved where another session was faster', async () => {
    const step = await write(session, 4, 'INSERT INTO a VALUES (1)');
    const other = (await driver(`${scheme}${path}`, { create: false }))!;
    await apply(other, 4, 'INSERT INTO a VALUES (1)');
    await other[Symbol.asyncDispose]();
    expect(await session.apply(step)).toEqual({ outcome: 'moved' });
    expect(await names()).toHaveLength(4);
  });

  test.each(['main', 'temp'])(
    'is guarded from a trigger in %s that an earlier script left',
    async (schema) => {
      const text = `CREATE TRIGGER ${schema}.meddling AFTER INSERT ON a BEGIN
  DELETE FROM "Schema_Migrations" WHERE migration_name = 'V1__step'; END;`;
      // A script's own schema is gone with it; in the database it stays.
      await apply(session, 4, text);
      await apply(session, 5, 'INSERT INTO b VALUES (2)');
      const fire = session.apply(await write(session, 6, 'INSERT INTO a VALUES (1)'));
      if (schema === 'temp') expect(await fire).toMatchObject({ outcome: 'applied' });
      else await expect(fire).rejects.toMatchObject(tampered);
      expect((await names())[0]).toBe('V1__step');
    },
  );

  test('is guarded from a trigger that another connection has made since', async () => {
    elsewhere('CREATE TRIGGER meddling AFTER INSERT ON a BEGIN DELETE FROM schema_migrations; END');
    await expect(session.apply(await write(session, 4, 'INSERT INTO a VALUES (1)'))).rejects.toMatchObject(
      tampered,
    );
    expect(await names()).toHaveLength(3);
  });

  test('is asked again on a new connection, whose count of changes begins anew', async () => {
    const step = await write(session, 4, 'INSERT INTO a VALUES (1)');
    elsewhere("DELETE FROM schema_migrations WHERE migration_name = 'V3__step'");
    await session.reconnect();
    expect(await session.apply(step)).toEqual({ outcome: 'moved' });
  });

  test('is asked again behind a failure, and behind a script that names it', async () => {
    const failing = await write(session, 4, 'INSERT INTO nowhere VALUES (1)');
    await expect(session.apply(failing)).rejects.toMatchObject({ code: 'MIGRATION_FAILED' });
    await apply(session, 4, 'INSERT INTO a SELECT count(*) FROM schema_migrations');
    await apply(session, 5, 'INSERT INTO a VALUES (8)');
    expect(await names()).toHaveLength(5);
  });

  test('of one module is guarded from the scripts of another on the same session', async () => {
    const other = stepsFor({ ...fileSubject(name, 'wal'), history: { schema: null, table: 'other' } });
    const step = await write(session, 4, 'INSERT INTO a VALUES (1)');
    await other.apply(session, 1, "DELETE FROM schema_migrations WHERE migration_name = 'V3__step'");
    expect(await session.apply(step)).toEqual({ outcome: 'moved' });
  });

  test('whose table another writer made with rules of its own is counted every time', async () => {
    elsewhere(`DROP TABLE schema_migrations; CREATE TABLE schema_migrations (revision INTEGER PRIMARY KEY,
  migration_name TEXT UNIQUE ON CONFLICT REPLACE, category, checksum, applied_at, applied_by, duration_ms, note);
  INSERT INTO schema_migrations VALUES (1, 'V1__step', 'startup', 'x', 'x', 'x', 1, NULL)`);
    await apply(session, 2, 'INSERT INTO a VALUES (1)');
    const again = await write(session, 1, 'INSERT INTO a VALUES (2)');
    await expect(session.apply(again)).rejects.toMatchObject(tampered);
    expect(await names()).toEqual(['V1__step', 'V2__step']);
  });
});
