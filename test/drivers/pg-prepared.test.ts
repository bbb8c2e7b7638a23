import { describe, expect, test } from 'vitest';
import { usePg } from './pg-fixture.ts';

const f = usePg();

const preparedNow = 'CREATE TABLE seen AS SELECT name FROM pg_prepared_statements ORDER BY name';

describe('the statements that a session prepares for itself', () => {
  test('are there from the second migration on where no pooler stands between', async () => {
    await f.session.read(f.history);
    await f.apply(1, 'SELECT 1');
    const write = await f.write(2, 'SELECT 1');
    await f.session.read(f.history);
    expect(await f.session.apply(write)).toMatchObject({ outcome: 'applied' });
    await f.apply(3, preparedNow);
    const names = (await f.query('SELECT name FROM seen')).map(({ name }) => String(name));
    expect(names).toEqual(
      ['confirm', 'decide', 'lock', 'record'].map((name) =>
        expect.stringMatching(new RegExp(`^lockstep_[0-9a-f]{12}_${name}$`)),
      ),
    );
    expect(new Set(names.map((name) => name.split('_')[1])).size).toBe(1);
  });

  test.each([
    ['in its text', 'DEALLOCATE ALL'],
    ['where nobody sees it', `DO $$ BEGIN EXECUTE 'DEALL' || 'OCATE ALL'; END $$`],
  ])('may be taken away by a script, %s: it is applied once', async (_, text) => {
    await f.apply(1, 'CREATE TABLE t (i int)');
    await f.apply(2, 'SELECT 1');
    expect(await f.apply(3, `INSERT INTO t VALUES (1); ${text}`)).toMatchObject({ outcome: 'applied' });
    expect(await f.apply(4, 'INSERT INTO t VALUES (2)')).toMatchObject({ outcome: 'applied' });
    expect(await f.query('SELECT i FROM t ORDER BY i')).toEqual([{ i: 1 }, { i: 2 }]);
  });

  test('do not keep what a function has prepared out of sight from the next script', async () => {
    const hidden = `DO $$ BEGIN EXECUTE 'PRE' || 'PARE q AS SELECT 1'; END $$`;
    for (const number of [1, 2, 3, 4])
      expect(await f.apply(number, hidden)).toMatchObject({ outcome: 'applied' });
  });

  test.each(['commit', 'hold'])(
    'nor from a script that shows what it prepares, or is held: %s',
    async (end) => {
      await f.apply(
        1,
        'CREATE FUNCTION p() RETURNS void LANGUAGE plpgsql AS $$ BEGIN PREPARE q AS SELECT 1; END $$',
      );
      await f.apply(2, 'SELECT p()');
      const step = await f.write(3, end === 'commit' ? 'PREPARE q AS SELECT 1' : 'SELECT p()');
      if (end === 'commit') {
        expect(await f.session.apply(step)).toMatchObject({ outcome: 'applied' });
      } else {
        const prepared = await f.session.prepare(step);
        if (prepared.outcome !== 'prepared') throw new Error(prepared.outcome);
        await prepared.step.commit();
      }
      expect(await f.names()).toHaveLength(3);
    },
  );

  test('belong to one history each', async () => {
    const other = { schema: 'public', table: 'other_history' };
    for (const number of [1, 2, 3]) {
      await f.apply(number, 'SELECT 1');
      const expected = await f.session.read(other);
      const step = { ...(await f.write(number, 'SELECT 2', { expected })), history: other };
      expect(await f.session.apply(step)).toMatchObject({ revision: `${number} V${number}__step` });
    }
  });
});

test('a script that drops the history has failed, and is not tried again', async () => {
  await f.apply(1, 'CREATE TABLE t (i int)');
  for (const table of ['schema_migrations', 'schema_migrations_state']) {
    const write = { ...(await f.write(2, `DROP TABLE ${table}`)), install: { kind: 'clear' as const } };
    const error = await f.session.apply(write).then(
      ({ outcome }) => outcome,
      (reason: { code: string }) => reason.code,
    );
    expect(error).toBe('MIGRATION_FAILED');
  }
  expect(await f.names()).toEqual(['V1__step']);
});
