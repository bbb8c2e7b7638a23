import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { alone, applyAlone, eventually, failureOf, progressOf, usePg } from './pg-fixture.ts';
import { createTable, stepOf } from './pg-step.ts';

const f = usePg();
const { run, fails, judge, indexes } = stepOf(f);

describe('a transaction=none step', () => {
  test('runs each statement alone and ends with its history row and without progress', async () => {
    await f.apply(1, createTable, { install: { kind: 'set', target: 'V2__step' } });
    const seen: string[] = [];
    const step = await f.write(
      2,
      "CREATE INDEX CONCURRENTLY a ON t (i);\nVACUUM t;\nINSERT INTO t VALUES (0);\nSET work_mem = '64kB';\nREINDEX INDEX CONCURRENTLY a;",
      { install: { kind: 'clear' } },
    );
    const result = await applyAlone(f.session, step, {
      onStatementStarted: (index, count) => seen.push(`${index}/${count}`),
      onStatementDone: (index) => seen.push(`done ${index}`),
    });
    expect(result).toMatchObject({
      outcome: 'applied',
      revision: '2 V2__step',
      durationMs: expect.any(Number),
    });
    expect(seen).toEqual([0, 1, 2, 3, 4].flatMap((index) => [`${index}/5`, `done ${index}`]));
    expect(await f.session.read(f.history)).toMatchObject({ progress: null, installTarget: null });
    expect(await f.names()).toEqual(['V1__step', 'V2__step']);
    expect(await indexes()).toEqual({ a: true });
  });

  test('can be the first of a database, and upgrades an outdated history', async () => {
    expect(await run('CREATE TABLE t (i int); CREATE INDEX CONCURRENTLY a ON t (i);')).toBe('applied');
    await f.query(
      'ALTER TABLE schema_migrations DROP COLUMN revision, DROP COLUMN note; DROP TABLE schema_migrations_state',
    );
    const step = await f.write(3, 'VACUUM t;');
    expect(await applyAlone(f.session, step)).toMatchObject({ outcome: 'applied', revision: '2 V3__step' });
    expect((await f.session.read(f.history)).format).toBe('current');
  });

  test('sees the module’s schema, and none of the role’s limits', async () => {
    const name = new URL(f.url).pathname.slice(1);
    for (const setting of [
      "statement_timeout = '50ms'",
      "search_path = 'nowhere'",
      'default_transaction_read_only = on',
    ])
      await f.query(`ALTER DATABASE ${name} SET ${setting}`);
    await f.session.reconnect();
    await f.apply(1, createTable);
    expect(await run('SELECT pg_sleep(0.2); CREATE INDEX CONCURRENTLY a ON t (i);')).toBe('applied');
  });

  test('is refused while another holds the lock, and when the history has moved', async () => {
    await f.apply(1, createTable);
    const step = alone(await f.write(2, 'VACUUM t'));
    const other = await f.open();
    const held = await other.prepare(await f.write(3, 'SELECT 1'));
    if (held.outcome !== 'prepared') throw new Error(held.outcome);
    const hooks = { onStatementStarted: () => expect.unreachable(), onStatementDone: () => undefined };
    expect(await f.session.applyAlone?.(step, null, hooks)).toMatchObject({
      outcome: 'busy',
      holder: expect.any(String),
    });
    await held.step.commit();
    expect(await f.session.applyAlone?.(step, null, hooks)).toEqual({ outcome: 'moved' });
    expect((await f.session.lockState(f.history)).free).toBe(true);
  });

  test('holds the lock while it runs, and tells its progress to waiters', async () => {
    await f.apply(1, createTable);
    const other = await f.open();
    const running = run('SELECT 1;\nSELECT pg_sleep(1);');
    await eventually(async () => {
      const { free, change } = await other.lockState(f.history);
      return !free && change.includes('"done":1');
    });
    expect(await other.apply(await f.write(3, 'SELECT 1'))).toMatchObject({ outcome: 'busy' });
    expect(await running).toBe('applied');
  });

  test('may change role, search_path and application_name without losing its progress', async () => {
    await f.apply(1, createTable);
    const text = `CREATE SCHEMA other;
GRANT ALL ON SCHEMA other TO pg_monitor;
SET ROLE pg_monitor;
SET search_path = other;
RESET ALL;
SET search_path = other;
CREATE TABLE of_other (i int);
CREATE INDEX CONCURRENTLY a ON of_other (i);`;
    expect(await run(text)).toBe('applied');
    expect(await f.query(`SELECT tableowner FROM pg_tables WHERE schemaname = 'other'`)).toEqual([
      { tableowner: 'pg_monitor' },
    ]);
  });

  test.each([
    ['a SET', "SET client_encoding = 'LATIN1';"],
    ['a block', "DO $$ BEGIN SET client_encoding = 'LATIN1'; END $$;"],
    ['a block that commits', "DO $$ BEGIN SET client_encoding = 'LATIN1'; COMMIT; END $$;"],
  ])('is read as UTF-8 after %s that says otherwise', async (_, latin) => {
    await f.apply(1, 'CREATE TABLE said (s text);');
    const text = `${latin}\nINSERT INTO said VALUES ('é');\nSELECT %;\nINSERT INTO said VALUES ('🦆');`;
    await fails(text.replace('%', '1/0'));
    expect(await run(text.replace('%', '1'))).toBe('applied');
    expect(await f.query('SELECT s FROM said')).toEqual([{ s: 'é' }, { s: '🦆' }]);
  });

  test('refuses transaction control and an index without a name', async () => {
    await f.apply(1, createTable);
    for (const text of ['BEGIN', 'CREATE INDEX CONCURRENTLY ON t (i)', 'COPY t FROM STDIN']) {
      expect((await fails(`SELECT 1;\n${text};`)).code).toBe('FORBIDDEN_STATEMENT');
      await f.query("DELETE FROM schema_migrations_state WHERE key = 'step'");
    }
  });
});

describe('a statement that fails', () => {
  test('leaves the step started, with the place of the error, and the next run goes on there', async () => {
    await f.apply(1, createTable);
    const text = "SELECT '🦆';\nINSERT INTO t VALUES (-1);\nCREATE INDEX CONCURRENTLY a ON t (nope);";
    const { code, details } = await fails(text);
    expect(code).toBe('MIGRATION_FAILED');
    expect(details).toMatchObject({
      engineCode: '42703',
      statement: 'CREATE INDEX CONCURRENTLY a ON t (nope)',
    });
    expect(await progressOf(f)).toMatchObject({
      done: 2,
      inFlight: null,
      error: expect.stringContaining('nope'),
    });
    expect(await judge(text)).toEqual({ state: 'resumable' });
    expect((await f.session.lockState(f.history)).free).toBe(true);

    expect(await run(text.replace('nope', 'i'))).toBe('applied');
    expect(await f.query('SELECT count(*)::int AS n FROM t WHERE i = -1')).toEqual([{ n: 1 }]);
  });

  test('and is transactional is rolled back, with its place', async () => {
    await f.apply(1, createTable);
    const text = "SELECT '🦆';\nINSERT INTO t SELECT 1 / (i - 1) FROM t;\nSELECT 1;";
    const { details } = await fails(text);
    expect(details).toMatchObject({ engineCode: '22012', offset: text.indexOf('INSERT') });
    const syntax = "SELECT '🦆';\nSELECT '🦆' FROMM t;";
    await f.query("DELETE FROM schema_migrations_state WHERE key = 'step'");
    expect((await fails(syntax)).details['offset']).toBe(syntax.lastIndexOf('t;'));
  });

  test('while it builds an index drops the invalid index at once', async () => {
    await f.apply(1, `${createTable} INSERT INTO t VALUES (1);`);
    const text = 'CREATE UNIQUE INDEX CONCURRENTLY a ON t (i);';
    expect((await fails(text)).details['engineCode']).toBe('23505');
    expect(await indexes()).toEqual({});
    await f.query('DELETE FROM t WHERE i = 1');
    expect(await run(text)).toBe('applied');
    expect(await indexes()).toEqual({ a: true });
  });

  test('because it was interrupted leaves no index, and is INTERRUPTED', async () => {
    await f.apply(1, createTable);
    const blocker = await f.open();
    const held = await blocker.prepare({
      ...(await f.write(9, 'INSERT INTO t VALUES (5)')),
      history: { schema: 'public', table: 'other' },
      expected: { format: 'absent', revision: '0', installTarget: null },
    });
    if (held.outcome !== 'prepared') throw new Error(held.outcome);
    const controller = new AbortController();
    const step = await f.write(2, 'CREATE INDEX CONCURRENTLY a ON t (i);', { signal: controller.signal });
    const running = failureOf(applyAlone(f.session, step));
    await eventually(async () => 'a' in (await indexes()));
    controller.abort();
    // The index can be dropped only when nobody holds the table any more.
    await sleep(100);
    await held.step.rollback();
    expect((await running).code).toBe('INTERRUPTED');
    expect(await indexes()).toEqual({});
    expect(await progressOf(f)).toMatchObject({ done: 0, inFlight: null });
    expect((await f.session.lockState(f.history)).free).toBe(true);
  });

  test('is not repeated where the step of another is under way', async () => {
    await f.apply(1, createTable);
    await fails('SELECT 1/0;');
    expect((await failureOf(applyAlone(f.session, await f.write(3, 'VACUUM t')))).code).toBe('HALF_DONE');
  });

  test('and whose executed part was changed since is CHECKSUM_MISMATCH', async () => {
    await f.apply(1, createTable);
    await fails('SELECT 1;\nSELECT 1/0;');
    expect(await judge('SELECT 2;\nVACUUM t;')).toMatchObject({ state: 'edited' });
    expect((await fails('SELECT 2;\nVACUUM t;')).code).toBe('CHECKSUM_MISMATCH');
    expect(await run('SELECT 1;\nVACUUM t;')).toBe('applied');
  });
});
