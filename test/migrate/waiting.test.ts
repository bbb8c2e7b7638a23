import { Client } from 'pg';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { RunEvent } from '../../src/core/events.ts';
import { historyNames } from '../../src/engines/postgres/history-names.ts';
import { startPostgres } from '../servers/postgres.ts';
import { eventually } from '../drivers/pg-fixture.ts';
import { failureOf, outcomesOf, type Steps, useMigrate } from './fixture.ts';

const here = useMigrate();
const v1: Steps = { V1__a: 'CREATE TABLE a (id INTEGER PRIMARY KEY);' };
const waits = (): readonly RunEvent[] => here.events.filter(({ type }) => type === 'database-waiting');

describe('a database that is not up', () => {
  test('is waited for as long as waitMs, and told of', async () => {
    const server = await startPostgres();
    onTestFinished(() => server.stop('immediate'));
    await server.stop('immediate');
    const started = performance.now();
    const migrating = (await here.migrator(v1, [server.url], { waitMs: 20_000 })).migrate();
    await new Promise((resolve) => setTimeout(resolve, 500));
    await server.start();
    expect(outcomesOf(await migrating)).toEqual([['V1__a applied']]);
    expect(performance.now() - started).toBeGreaterThan(500);
    expect(waits().length).toBeGreaterThan(1);
    expect(waits().map((event) => ('attempt' in event ? event.attempt : null))).toEqual(
      waits().map((_, index) => index + 1),
    );
    expect(waits()[0]).toMatchObject({ database: 'db0', message: expect.stringContaining('ECONNREFUSED') });
  });

  // Port 1 of loopback: nobody listens there.
  const absent = 'postgres://postgres@127.0.0.1:1/postgres';

  test('is unreachable at once where nobody said to wait', async () => {
    const started = performance.now();
    const error = await failureOf((await here.migrator(v1, [absent])).migrate());
    expect(error.code).toBe('DATABASE_UNREACHABLE');
    expect(performance.now() - started).toBeLessThan(1_000);
    expect(waits()).toEqual([]);
  });

  test('is unreachable when the wait is over, not before', async () => {
    const started = performance.now();
    const error = await failureOf((await here.migrator(v1, [absent], { waitMs: 500 })).migrate());
    expect(error.code).toBe('DATABASE_UNREACHABLE');
    expect(performance.now() - started).toBeGreaterThan(490);
    expect(performance.now() - started).toBeLessThan(5_000);
    expect(waits().length).toBeGreaterThan(0);
  });

  test('is not waited for by a run that was stopped', async () => {
    const migrator = await here.migrator(v1, [absent], { waitMs: 60_000 });
    const started = performance.now();
    const error = await failureOf(migrator.migrate({ signal: AbortSignal.timeout(200) }));
    expect(error.code).toBe('INTERRUPTED');
    expect(performance.now() - started).toBeLessThan(5_000);
  });
});

describe('the lock timeout counts from the last change of the history', () => {
  const slowly = (seconds: number, count: number): string =>
    `-- lockstep: transaction=none\n${`SELECT pg_sleep(${seconds});\n`.repeat(count)}`;

  test('a waiter is patient with a step that goes on statement by statement', async () => {
    const postgres = await here.postgres();
    const steps: Steps = { ...v1, V2__slow: { postgres: slowly(0.2, 8), sqlite: 'SELECT 1;' } };
    const holder = await here.migrator(steps, postgres.urls);
    const waiter = await here.migrator(steps, postgres.urls, { lockTimeoutMs: 600 });
    await holder.migrate({ to: 'V1' });
    const holding = holder.migrate();
    await eventually(async () => here.events.some(({ type }) => type === 'statement-done'));
    const waiting = performance.now();
    expect(outcomesOf(await waiter.migrate())).toEqual([
      ['V1__a already-applied', 'V2__slow already-applied'],
    ]);
    expect(performance.now() - waiting).toBeGreaterThan(1_000);
    await holding;
  });

  test('a waiter is patient with one migration after the other', async () => {
    const postgres = await here.postgres();
    const names = ['V2__b', 'V3__b', 'V4__b', 'V5__b', 'V6__b', 'V7__b'];
    const steps: Steps = { ...v1, ...Object.fromEntries(names.map((name) => [name, 'SELECT 1;'])) };
    await (await here.migrator(steps, postgres.urls)).migrate({ to: 'V2' });
    const { lockKey } = historyNames({ schema: 'public', table: 'schema_migrations' });
    const client = new Client({ connectionString: postgres.urls[0] });
    await client.connect();
    await client.query(`SELECT pg_advisory_lock(${lockKey})`);
    const waiting = (await here.migrator(steps, postgres.urls, { lockTimeoutMs: 600 })).migrate();
    // The lock is never seen free, and every 300 ms the history has a row more, as a queue of other runs writes them.
    const others = names.slice(1, 5);
    for (const name of others) {
      await new Promise((resolve) => setTimeout(resolve, 300));
      await client.query(`INSERT INTO schema_migrations
        (migration_name, category, checksum, applied_at, applied_by, duration_ms)
        SELECT '${name}', category, checksum, now(), 'another', 300 FROM schema_migrations WHERE migration_name = 'V2__b'`);
    }
    await client.end();
    expect(outcomesOf(await waiting)).toEqual([
      ['V1__a', 'V2__b', ...others].map((name) => `${name} already-applied`).concat('V7__b applied'),
    ]);
  });

  test('a holder without progress is waited for no longer than that', async () => {
    const postgres = await here.postgres();
    const steps: Steps = { ...v1, V2__slow: { postgres: 'SELECT pg_sleep(20);', sqlite: 'SELECT 1;' } };
    const holder = await here.migrator(steps, postgres.urls);
    await holder.migrate({ to: 'V1' });
    const stop = new AbortController();
    const holding = failureOf(holder.migrate({ signal: stop.signal }));
    // It says that it starts before it has the lock.
    await eventually(async () => {
      const asleep = `SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event = 'PgSleep'`;
      return (await postgres.query(asleep)).length > 0;
    });
    const started = performance.now();
    const waiter = await here.migrator(steps, postgres.urls, { lockTimeoutMs: 600 });
    const error = await failureOf(waiter.migrate());
    expect([error.code, error.exitCode]).toEqual(['LOCK_TIMEOUT', 5]);
    expect(error.message).toMatch(/pid \d+.*holds the lock of module app/);
    expect(performance.now() - started).toBeGreaterThan(600);
    expect(performance.now() - started).toBeLessThan(5_000);
    stop.abort();
    expect((await holding).code).toBe('INTERRUPTED');
  });
});
