import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openBetterSqlite3 } from '../../src/drivers/better-sqlite3/open.ts';
import { openLibsql } from '../../src/drivers/libsql/open.ts';
import type { AppliedRow, Session } from '../../src/drivers/port.ts';
import { stepsFor } from '../conformance/step-write.ts';
import { tempFolder } from '../servers/temp-folder.ts';
import { connectTo, fileSubject } from './sqlite-subjects.ts';

const history = { schema: null, table: 'schema_migrations' };

const drivers = [
  ['better-sqlite3', openBetterSqlite3, 'sqlite:'],
  ['libsql', openLibsql, 'file:'],
] as const;

// In a row steps go without asking between them: each of these needs what the long way has.
describe.each(drivers)('steps in a row on a file, %s', (name, driver, scheme) => {
  const { write } = stepsFor(fileSubject(name, 'delete'));
  let path = '';
  let session: Session;
  beforeEach(async () => {
    path = join(tempFolder(), 'store.db');
    session = (await driver(`${scheme}${path}`, { create: true }))!;
  });
  afterEach(() => session[Symbol.asyncDispose]());

  function elsewhere(text: string): readonly unknown[] {
    const other = connectTo(name, path);
    try {
      return other.prepare(text).all();
    } finally {
      other.close();
    }
  }

  /** Applies the texts behind what is there; resolves with what was told and how it ended. */
  async function series(
    texts: readonly string[],
    onTold: (count: number) => void = () => undefined,
  ): Promise<{ readonly told: number; readonly end: unknown }> {
    const told: AppliedRow[] = [];
    const expected = await session.read(history);
    const from = expected.history.length + 1;
    const steps = await Promise.all(
      texts.map((text, index) => write(session, from + index, text, { expected })),
    );
    const all = { history, appliedBy: 'me', expected, steps };
    const tell = (row: AppliedRow): boolean => {
      onTold(told.push(row));
      return true;
    };
    const end: unknown = await session.applySeries(all, tell).catch((error: unknown) => error);
    return { told: told.length, end };
  }

  const tables = 'CREATE TABLE p (id INTEGER PRIMARY KEY); INSERT INTO p VALUES (1), (2)';
  const child = 'c (id INTEGER PRIMARY KEY, p REFERENCES p (id) ON DELETE CASCADE';

  test.each([
    [
      `CREATE TABLE ${child} DEFERRABLE INITIALLY DEFERRED)`,
      'INSERT INTO c VALUES (1, 9)',
      'FOREIGN_KEY_VIOLATION',
    ],
    [
      'CREATE TABLE c (id INTEGER PRIMARY KEY ON CONFLICT ROLLBACK)',
      'INSERT INTO c VALUES (1), (1)',
      'MIGRATION_FAILED',
    ],
    [
      `CREATE TRIGGER refuse AFTER INSERT ON p BEGIN SELECT RAISE(ROLLBACK, 'no'); END`,
      'INSERT INTO p VALUES (3)',
      'MIGRATION_FAILED',
    ],
  ])('%s: a step that it fails has the error that it has by itself', async (made, failing, code) => {
    const { told, end } = await series([tables, made, 'INSERT INTO p SELECT 7 WHERE 0', failing, tables]);
    expect([told, end]).toEqual([3, expect.objectContaining({ code })]);
    await session.reconnect();
    const alone: unknown = await session
      .apply(await write(session, 4, failing))
      .catch((error: unknown) => error);
    const facts = ({ message, details }: { message: string; details: object }): unknown => [message, details];
    expect(facts(end as never)).toEqual(facts(alone as never));
    expect((await session.read(history)).history).toHaveLength(3);
  });

  test.each(['another connection', 'the series'])(
    'a parent whose key %s has just made keeps its children',
    async (who) => {
      const fill = 'INSERT INTO c VALUES (1, 1), (2, 2)';
      const rebuild = `CREATE TABLE new_p (id INTEGER PRIMARY KEY); INSERT INTO new_p SELECT id FROM p;
DROP TABLE p; ALTER TABLE new_p RENAME TO p`;
      const isOther = who === 'another connection';
      const texts = [tables, isOther ? 'CREATE TABLE x (id)' : `CREATE TABLE ${child}); ${fill}`, rebuild];
      const { end } = await series(texts, (count) => {
        if (!isOther || count !== 2) return;
        const other = connectTo(name, path);
        other.exec(`CREATE TABLE ${child}); ${fill}`);
        other.close();
      });
      expect(end).toEqual({ outcome: 'applied' });
      expect(elsewhere('SELECT id, p FROM c')).toEqual([
        { id: 1, p: 1 },
        { id: 2, p: 2 },
      ]);
    },
  );

  test('a reader that keeps the commit waiting is waited for, and the step is there once', async () => {
    const reader = connectTo(name, path);
    const { told, end } = await series(
      [tables, 'INSERT INTO p VALUES (3)', 'INSERT INTO p VALUES (4)'],
      (count) => {
        if (count !== 1) return;
        reader.exec('BEGIN');
        reader.exec('CREATE TEMP TABLE seen AS SELECT id FROM p');
        setTimeout(() => reader.close(), 150);
      },
    );
    expect([told, end]).toEqual([3, { outcome: 'applied' }]);
    expect(elsewhere('SELECT id FROM p')).toHaveLength(4);
  });

  test('steps of many statements leave the event loop its turn between these', async () => {
    const slow =
      'WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 90000) SELECT max(i) FROM n;\n';
    let longestMs = 0;
    let last = performance.now();
    const look = (): void => {
      longestMs = Math.max(longestMs, performance.now() - last);
      last = performance.now();
    };
    const ticks = setInterval(look, 1);
    const startedAt = performance.now();
    const { told } = await series([tables, slow, slow.repeat(18), slow.repeat(18)]);
    look();
    clearInterval(ticks);
    expect(told).toBe(4);
    expect(longestMs).toBeLessThan((performance.now() - startedAt) / 3);
  });
});
