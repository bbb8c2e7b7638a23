import { afterEach, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import type { Session } from '../../src/drivers/port.ts';
import { query } from './pg-subject.ts';
import { type Pooler, poolerMissing, startPooler } from '../servers/pgbouncer.ts';
import { applyAlone, eventually, failureOf, progressOf, usePg } from './pg-fixture.ts';

const reason = poolerMissing();

describe.skipIf(reason !== null)(
  `through pgbouncer in transaction mode${reason === null ? '' : ` (${reason})`}`,
  () => {
    const f = usePg();
    let pooled: Session;
    let pooler: Pooler;
    let url: string;

    beforeEach(async () => {
      pooler = await startPooler(f.url, 2);
      url = pooler.url;
      pooled = await f.open(url);
    });
    afterEach(() => pooler.stop());

    test('migrations apply once each, from eight sessions on two connections', async () => {
      const sessions = [pooled, ...(await Promise.all(Array.from({ length: 7 }, () => f.open(url))))];
      await Promise.all(
        sessions.map(async (session) => {
          for (;;) {
            const expected = await session.read(f.history);
            const number = expected.history.length + 1;
            if (number > 5) return;
            const { outcome } = await session.apply(
              await f.write(number, `CREATE TABLE t${number} (i int)`, { expected }),
            );
            if (outcome !== 'applied') await new Promise((done) => setTimeout(done, 10));
          }
        }),
      );
      expect(await f.names()).toHaveLength(5);
    });

    test('nothing that a script sets reaches another client', async () => {
      const expected = await pooled.read(f.history);
      const text =
        "CREATE SCHEMA other; SET search_path = other; SET work_mem = '64kB'; SELECT pg_advisory_lock(9);";
      expect(await pooled.apply(await f.write(1, text, { expected }))).toMatchObject({ outcome: 'applied' });
      const sql = `SELECT current_setting('work_mem') AS mem FROM pg_stat_activity WHERE datname = current_database()`;
      expect((await f.query(sql)).every(({ mem }) => mem === '4MB')).toBe(true);
      expect(await f.query('SELECT pg_try_advisory_lock(9) AS free')).toEqual([{ free: true }]);
      expect(
        (await failureOf(pooled.apply(await f.write(2, 'SELECT pg_advisory_lock(9); SELECT 1/0')))).code,
      ).toBe('MIGRATION_FAILED');
      await eventually(
        async () => (await f.query('SELECT pg_try_advisory_lock(9) AS free'))[0]?.['free'] === true,
      );
    });

    test('nothing that a script prepares reaches another client, neither when it fails', async () => {
      for (const end of ['', 'SELECT 1/0;']) {
        await pooled
          .apply(await f.write(end === '' ? 1 : 2, `PREPARE q AS SELECT 1; ${end}`))
          .catch(() => undefined);
        const seen = await query(url, 'SELECT name FROM pg_prepared_statements');
        expect(seen).toEqual([]);
      }
    });

    test('a signal cancels the script that runs', async () => {
      const controller = new AbortController();
      const step = await f.write(1, 'CREATE TABLE t (i int); SELECT pg_sleep(60);', {
        signal: controller.signal,
      });
      setTimeout(() => controller.abort(), 200);
      expect((await failureOf(pooled.apply(step))).code).toBe('INTERRUPTED');
      await eventually(async () => (await f.session.lockState(f.history)).free);
    });

    test('a step of its own runs where the module’s schema is the default, else it is refused', async () => {
      await f.apply(1, 'CREATE TABLE t (i int)');
      const text = 'CREATE INDEX CONCURRENTLY a ON t (i);\nINSERT INTO t VALUES (1);';
      expect(await applyAlone(pooled, await f.write(2, text))).toMatchObject({ outcome: 'applied' });
      expect(
        (await failureOf(applyAlone(pooled, await f.write(3, "SET work_mem = '64kB';\nVACUUM t;")))).code,
      ).toBe('CONFIG_INVALID');
      expect(await f.session.identity()).toBe(await pooled.identity());
    });

    test('a step of its own leaves nothing prepared', async () => {
      await f.apply(1, 'CREATE TABLE t (i int)');
      const text = 'PREPARE q AS SELECT 1;\nEXECUTE q;\nVACUUM t;';
      expect(await applyAlone(pooled, await f.write(2, text))).toMatchObject({ outcome: 'applied' });
      const pids = new Set<unknown>();
      await eventually(async () => {
        const found = await Promise.all(
          [1, 2].map(() =>
            query(
              url,
              'SELECT pg_backend_pid() AS pid, (SELECT count(*)::int FROM pg_prepared_statements) AS n, pg_sleep(0.05)',
            ),
          ),
        );
        for (const [row] of found) {
          expect(row?.['n']).toBe(0);
          pids.add(row?.['pid']);
        }
        return pids.size === 2;
      });
    });

    test('who takes a step over ends no connection of the pool: another client may have it by then', async () => {
      await f.apply(1, 'CREATE TABLE t (i int)');
      const step = await f.write(2, 'VACUUM t;\nSELECT 1/0;');
      await failureOf(applyAlone(pooled, step));
      // As a holder that was killed leaves them: marked, idle, and the pooler's.
      const { token } = await progressOf(f);
      const marked = `SET application_name = 'lockstep ${token}'`;
      await Promise.all([1, 2].map(() => query(url, `${marked}; SELECT pg_sleep(0.2)`)));
      const pids = `SELECT pid FROM pg_stat_activity WHERE application_name = 'lockstep ${token}' ORDER BY 1`;
      const before = await f.query(pids);
      expect(before.length).toBeGreaterThan(0);
      await failureOf(applyAlone(pooled, step));
      const list = before.map(({ pid }) => Number(pid)).join(', ');
      expect(await f.query(`SELECT pid FROM pg_stat_activity WHERE pid IN (${list}) ORDER BY 1`)).toEqual(
        before,
      );
    });

    test('of one connection a step of its own is told that it needs two', async () => {
      const narrow = await startPooler(f.url, 1);
      onTestFinished(() => narrow.stop());
      await f.apply(1, 'CREATE TABLE t (i int)');
      const session = await f.open(narrow.url);
      const { code, message, hint } = await failureOf(applyAlone(session, await f.write(2, 'VACUUM t;')));
      expect([code, message]).toEqual(['DATABASE_UNREACHABLE', expect.stringContaining('two connections')]);
      expect(hint).toContain('the server itself');
      expect((await f.session.lockState(f.history)).free).toBe(true);
    });
  },
);
