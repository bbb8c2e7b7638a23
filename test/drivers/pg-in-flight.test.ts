import { describe, expect, test } from 'vitest';
import { progressOf, usePg } from './pg-fixture.ts';
import { createTable, stepOf } from './pg-step.ts';

const f = usePg();
const { run, fails, judge, indexes, dieAt } = stepOf(f);

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
    await f.apply(1, createTable);
    const text = `SET search_path = public;\n${statement}`;
    await dieAt(text, 1);
    await f.query(made);
    expect(await judge(text)).toEqual({ state: 'resumable' });
    expect(await run(text)).toBe('applied');
    expect((await indexes())['a']).toBe(valid);
  });

  test('a valid index is not built twice', async () => {
    await f.apply(1, createTable);
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
    await f.apply(1, `${createTable} CREATE INDEX a ON t (i); CREATE INDEX a_ccnew ON t (i);`);
    const text = 'REINDEX INDEX CONCURRENTLY a;';
    await dieAt(text, 0);
    await f.query("UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'a_ccnew'::regclass");
    expect(await run(text)).toBe('applied');
    expect(await indexes()).toEqual({ a: true });
  });

  test('one that cannot be judged is half done, until an operator says what it is', async () => {
    await f.apply(1, `${createTable} CREATE PROCEDURE p() LANGUAGE sql AS $$ INSERT INTO t VALUES (-7) $$;`);
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
    await f.apply(1, createTable, { install: { kind: 'set', target: 'V2__step' } });
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

  test('one marked as done before the last leaves who said so in the history row', async () => {
    await f.apply(1, createTable);
    const text = 'SELECT 1;\nCALL p();\nSELECT 2;\nVACUUM t;';
    await dieAt(text, 1);
    const { script } = await f.write(2, text);
    const note = { markedDone: { by: 'someone', at: '2026-01-01T00:00:00.000Z' } };
    const progress = await progressOf(f);
    const mend = {
      kind: 'mark-done',
      progress,
      category: 'startup',
      script,
      appliedBy: 'else',
      note,
    } as const;
    expect(await f.session.mend(f.history, mend)).toEqual({ outcome: 'mended' });
    // A failure in between keeps it.
    await fails(text.replace('SELECT 2', 'SELECT 1/0'));
    expect(await judge(text)).toEqual({ state: 'resumable' });
    expect(await run(text)).toBe('applied');
    expect((await f.session.read(f.history)).history[1]).toMatchObject({ name: 'V2__step', note });
  });

  test('an accepted edit replaces the checksum that was recorded, and only that', async () => {
    await f.apply(1, createTable);
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
