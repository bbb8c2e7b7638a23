import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { alone, applyAlone, eventually, failureOf, progressOf, usePg } from './pg-fixture.ts';

const f = usePg();

const table = 'CREATE TABLE t (i int); INSERT INTO t SELECT generate_series(1, 1000);';

/** Applies the text as V2 from where its progress stands. */
async function run(text: string): Promise<string> {
  return (await applyAlone(f.session, await f.write(2, text))).outcome;
}

async function fails(text: string): Promise<Awaited<ReturnType<typeof failureOf>>> {
  return failureOf(applyAlone(f.session, await f.write(2, text)));
}

async function judge(text: string): Promise<unknown> {
  const { script } = alone(await f.write(2, text));
  return f.session.judgeProgress?.(f.history, script, await progressOf(f));
}

/** The indexes of t and whether they are valid. */
async function indexes(): Promise<Readonly<Record<string, unknown>>> {
  const rows = await f.query(
    `SELECT c.relname, i.indisvalid FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
     WHERE i.indrelid = 't'::regclass AND c.relname <> 't_pkey'`,
  );
  return Object.fromEntries(rows.map(({ relname, indisvalid }) => [relname, indisvalid]));
}

/** Leaves the progress as a process leaves it that was killed while statement `inFlight` ran. */
async function dieAt(text: string, inFlight: number): Promise<void> {
  const lines = text.split('\n');
  const stop = `${lines.slice(0, inFlight).join('\n')}\nSELECT 1/0;`;
  expect((await fails(stop)).code).toBe('MIGRATION_FAILED');
  await f.query(
    `UPDATE schema_migrations_state SET value = jsonb_set(jsonb_set(value::jsonb, '{inFlight}', '${inFlight}'), '{error}', 'null')::text WHERE key = 'step'`,
  );
  // The driver compares the row as text, in the order in which it writes it.
  const progress = await progressOf(f);
  const { name, token, done, hash, error, startedAt } = progress;
  const value = JSON.stringify({ name, token, done, hash, inFlight, error, startedAt });
  await f.query(`UPDATE schema_migrations_state SET value = '${value}' WHERE key = 'step'`);
}

describe('a transaction=none step', () => {
  test('runs each statement alone and ends with its history row and without progress', async () => {
    await f.apply(1, table, { install: { kind: 'set', target: 'V2__step' } });
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
    await f.apply(1, table);
    expect(await run('SELECT pg_sleep(0.2); CREATE INDEX CONCURRENTLY a ON t (i);')).toBe('applied');
  });

  test('is refused while another holds the lock, and when the history has moved', async () => {
    await f.apply(1, table);
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
    await f.apply(1, table);
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
    await f.apply(1, table);
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

  test('refuses transaction control and an index without a name', async () => {
    await f.apply(1, table);
    for (const text of ['BEGIN', 'CREATE INDEX CONCURRENTLY ON t (i)', 'COPY t FROM STDIN']) {
      expect((await fails(`SELECT 1;\n${text};`)).code).toBe('FORBIDDEN_STATEMENT');
      await f.query("DELETE FROM schema_migrations_state WHERE key = 'step'");
    }
  });
});

describe('a statement that fails', () => {
  test('leaves the step started, with the place of the error, and the next run goes on there', async () => {
    await f.apply(1, table);
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
    await f.apply(1, table);
    const text = "SELECT '🦆';\nINSERT INTO t SELECT 1 / (i - 1) FROM t;\nSELECT 1;";
    const { details } = await fails(text);
    expect(details).toMatchObject({ engineCode: '22012', offset: text.indexOf('INSERT') });
    const syntax = "SELECT '🦆';\nSELECT '🦆' FROMM t;";
    await f.query("DELETE FROM schema_migrations_state WHERE key = 'step'");
    expect((await fails(syntax)).details['offset']).toBe(syntax.lastIndexOf('t;'));
  });

  test('while it builds an index drops the invalid index at once', async () => {
    await f.apply(1, `${table} INSERT INTO t VALUES (1);`);
    const text = 'CREATE UNIQUE INDEX CONCURRENTLY a ON t (i);';
    expect((await fails(text)).details['engineCode']).toBe('23505');
    expect(await indexes()).toEqual({});
    await f.query('DELETE FROM t WHERE i = 1');
    expect(await run(text)).toBe('applied');
    expect(await indexes()).toEqual({ a: true });
  });

  test('because it was interrupted leaves no index, and is INTERRUPTED', async () => {
    await f.apply(1, table);
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
    await f.apply(1, table);
    await fails('SELECT 1/0;');
    expect((await failureOf(applyAlone(f.session, await f.write(3, 'VACUUM t')))).code).toBe('HALF_DONE');
  });

  test('and whose executed part was changed since is CHECKSUM_MISMATCH', async () => {
    await f.apply(1, table);
    await fails('SELECT 1;\nSELECT 1/0;');
    expect(await judge('SELECT 2;\nVACUUM t;')).toMatchObject({ state: 'edited' });
    expect((await fails('SELECT 2;\nVACUUM t;')).code).toBe('CHECKSUM_MISMATCH');
    expect(await run('SELECT 1;\nVACUUM t;')).toBe('applied');
  });
});

describe('a statement whose end nobody saw', () => {
  test.each([
    [
      'an index that is valid is done',
      'CREATE INDEX a ON t (i)',
      'CREATE INDEX CONCURRENTLY a ON t (i);',
      true,
    ],
    ['an index that is absent is built', 'SELECT 1', 'CREATE INDEX CONCURRENTLY a ON t (i);', true],
    [
      'an index that is invalid is dropped and built again',
      "CREATE INDEX a ON t (i); UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'a'::regclass",
      'CREATE INDEX CONCURRENTLY IF NOT EXISTS a ON t (i);',
      true,
    ],
    ['an index that is gone is dropped', 'SELECT 1', 'DROP INDEX CONCURRENTLY a;', undefined],
    [
      'an index that is still there is dropped again',
      'CREATE INDEX a ON t (i)',
      'DROP INDEX CONCURRENTLY a;',
      undefined,
    ],
    ['a vacuum runs again', 'SELECT 1', 'VACUUM t;', undefined],
  ])('%s', async (_, made, statement, valid) => {
    await f.apply(1, table);
    const text = `SET search_path = public;\n${statement}`;
    await dieAt(text, 1);
    await f.query(made);
    expect(await judge(text)).toEqual({ state: 'resumable' });
    expect(await run(text)).toBe('applied');
    expect((await indexes())['a']).toBe(valid);
  });

  test('a valid index is not built twice', async () => {
    await f.apply(1, table);
    const text = 'CREATE INDEX CONCURRENTLY a ON t (i);';
    await dieAt(text, 0);
    await f.query('CREATE INDEX a ON t (i)');
    const oid = await f.query(`SELECT 'a'::regclass::oid AS oid`);
    expect(await run(text)).toBe('applied');
    expect(await f.query(`SELECT 'a'::regclass::oid AS oid`)).toEqual(oid);
  });

  test('a detached partition is finished', async () => {
    const partitioned = `CREATE TABLE p (i int) PARTITION BY RANGE (i);
CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (1) TO (2);`;
    await f.apply(1, partitioned);
    const text = 'ALTER TABLE p DETACH PARTITION p1 CONCURRENTLY;';
    await dieAt(text, 0);
    await f.query(`UPDATE pg_inherits SET inhdetachpending = true WHERE inhrelid = 'p1'::regclass`);
    expect(await judge(text)).toEqual({ state: 'resumable' });
    expect(await run(text)).toBe('applied');
    expect(await f.query('SELECT count(*)::int AS n FROM pg_inherits')).toEqual([{ n: 0 }]);
  });

  test('the leftovers of a REINDEX CONCURRENTLY go before it runs again', async () => {
    await f.apply(1, `${table} CREATE INDEX a ON t (i); CREATE INDEX a_ccnew ON t (i);`);
    const text = 'REINDEX INDEX CONCURRENTLY a;';
    await dieAt(text, 0);
    await f.query("UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'a_ccnew'::regclass");
    expect(await run(text)).toBe('applied');
    expect(await indexes()).toEqual({ a: true });
  });

  test('one that cannot be judged is half done, until an operator says what it is', async () => {
    await f.apply(1, `${table} CREATE PROCEDURE p() LANGUAGE sql AS $$ INSERT INTO t VALUES (-7) $$;`);
    const text = 'SELECT 1;\nCALL p();\nVACUUM t;';
    await dieAt(text, 1);
    expect(await judge(text)).toEqual({ state: 'half-done', statement: 'CALL p()', line: 2 });
    expect((await fails(text)).code).toBe('HALF_DONE');

    const progress = await progressOf(f);
    const stale = { ...progress, token: 'another' };
    expect(await f.session.mend(f.history, { kind: 'resume', progress: stale })).toEqual({
      outcome: 'moved',
    });
    expect(await f.session.mend(f.history, { kind: 'resume', progress })).toEqual({ outcome: 'mended' });
    expect(await judge(text)).toEqual({ state: 'resumable' });
    expect(await run(text)).toBe('applied');
    expect(await f.query('SELECT count(*)::int AS n FROM t WHERE i = -7')).toEqual([{ n: 1 }]);
  });

  test('one marked as done is passed, and the last one ends the step', async () => {
    await f.apply(1, table, { install: { kind: 'set', target: 'V2__step' } });
    const text = 'SELECT 1;\nCALL p();';
    await dieAt(text, 1);
    const { script } = await f.write(2, text);
    const markedDone = { by: 'someone', at: '2026-01-01T00:00:00.000Z' };
    const mend = {
      kind: 'mark-done',
      progress: await progressOf(f),
      category: 'startup',
      script,
      appliedBy: 'someone',
      note: { markedDone },
    } as const;
    const first = { ...script, text: `${text}\nVACUUM t;` };
    expect(await f.session.mend(f.history, { ...mend, script: first })).toEqual({ outcome: 'mended' });
    expect(await progressOf(f)).toMatchObject({ done: 2, inFlight: null });
    const progress = await progressOf(f);
    expect(await f.session.mend(f.history, { ...mend, progress })).toEqual({ outcome: 'mended' });
    const snapshot = await f.session.read(f.history);
    expect(snapshot).toMatchObject({ progress: null, installTarget: null });
    expect(snapshot.history[1]).toMatchObject({
      name: 'V2__step',
      appliedBy: 'someone',
      note: { markedDone },
    });
  });

  test('an accepted edit replaces the checksum that was recorded, and only that', async () => {
    await f.apply(1, table);
    const from = (await f.session.read(f.history)).history[0]?.checksum ?? '';
    const note = {
      accepted: [
        { from, to: 'sha256:1', reason: 'a comment', by: 'someone', at: '2026-01-01T00:00:00.000Z' },
      ],
    };
    const mend = { kind: 'accept', name: 'V1__step', from, to: 'sha256:1', note } as const;
    expect(await f.session.mend(f.history, mend)).toEqual({ outcome: 'mended' });
    expect(await f.session.mend(f.history, mend)).toEqual({ outcome: 'moved' });
    expect((await f.session.read(f.history)).history).toMatchObject([{ checksum: 'sha256:1', note }]);
  });
});
