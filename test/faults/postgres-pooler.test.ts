import { describe, expect, onTestFinished, test } from 'vitest';
import { type Pooler, poolerMissing, startPooler } from '../servers/pgbouncer.ts';
import type { PostgresServer } from '../servers/run-cluster.ts';
import { startPostgres } from '../servers/postgres.ts';
import { query as queryAt } from '../drivers/pg-subject.ts';
import {
  afterV1,
  atLength,
  complete,
  eventually,
  expectCompletion,
  type FaultProject,
  faultProject,
  type Query,
  standOf,
} from './fault-project.ts';

const missing = poolerMissing();
const asleep = `pg_stat_activity WHERE datname = current_database() AND wait_event = 'PgSleep'`;

describe.skipIf(missing !== null)(`through pgbouncer${missing === null ? '' : ` (${missing})`}`, () => {
  interface Pooled {
    readonly server: PostgresServer;
    readonly pooler: Pooler;
    readonly query: Query;
    readonly here: FaultProject;
    readonly isAsleep: () => Promise<boolean>;
  }

  /** A server of its own behind a pooler, with V1; V2 lasts a minute. */
  async function pooled(size = 2): Promise<Pooled> {
    const server = await startPostgres();
    onTestFinished(() => server.stop('immediate'));
    const pooler = await startPooler(server.url, size);
    onTestFinished(() => pooler.stop());
    const query: Query = (sql) => queryAt(server.url, sql);
    const here = await faultProject({ db: pooler.url, direct: server.url });
    expect((await here.lockstep('migrate --to V1')).exitCode).toBe(0);
    await query('INSERT INTO pace VALUES (60)');
    const isAsleep = async (): Promise<boolean> => (await query(`SELECT pid FROM ${asleep}`)).length > 0;
    return { server, pooler, query, here, isAsleep };
  }

  test('the server ends its side: rolled back, MIGRATION_FAILED', async () => {
    const { query, here, isAsleep } = await pooled();
    const { end } = here.launch('migrate');
    await eventually(isAsleep);
    await query(`SELECT pg_terminate_backend(pid) FROM ${asleep}`);
    const run = await end;
    expect([run.exitCode, run.code]).toEqual([1, 'MIGRATION_FAILED']);
    expect(run.message).toMatch(/connection was lost \(.*\), and the server rolled the migration back$/);
    expect(await standOf(query)).toEqual(afterV1);
    await query('DELETE FROM pace');
    await expectCompletion(here, query);
  });

  atLength(() => {
    test('the server stops and starts behind it: rolled back, MIGRATION_FAILED', async () => {
      const { server, query, here, isAsleep } = await pooled();
      const { end } = here.launch('migrate');
      await eventually(isAsleep);
      await server.restart();
      const run = await end;
      expect([run.exitCode, run.code]).toEqual([1, 'MIGRATION_FAILED']);
      expect(await standOf(query)).toEqual(afterV1);
      await query('DELETE FROM pace');
      await expectCompletion(here, query);
    });

    test('the pooler dies: OUTCOME_UNKNOWN', async () => {
      const { pooler, query, here, isAsleep } = await pooled();
      const { end } = here.launch('migrate --lock-timeout 1s');
      await eventually(isAsleep);
      pooler.stop();
      const run = await end;
      expect([run.exitCode, run.code]).toEqual([1, 'OUTCOME_UNKNOWN']);
      await eventually(async () => !(await isAsleep()));
      expect(await standOf(query)).toEqual(afterV1);
      await query('DELETE FROM pace');
      expect((await here.lockstep('migrate --database direct')).exitCode).toBe(0);
    });

    test('no server behind it: DATABASE_UNREACHABLE', async () => {
      // With one connection the pooler lets its clients wait for a second (query_wait_timeout).
      const { server, query, here } = await pooled(1);
      await query('DELETE FROM pace');
      await server.stop();
      const run = await here.lockstep('migrate');
      expect([run.exitCode, run.code, run.details['database']]).toEqual([6, 'DATABASE_UNREACHABLE', 'db']);
      await server.start();
      // It tries again after 15 seconds at the earliest (server_login_retry).
      const next = await here.lockstep('migrate --wait 25s');
      expect([next.exitCode, next.message]).toEqual([0, '']);
      expect(await standOf(query)).toEqual(complete);
    }, 60_000);
  });
});
