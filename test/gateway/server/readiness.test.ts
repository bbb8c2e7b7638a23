import Database from 'better-sqlite3';
import { existsSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createReadinessProbe } from '../../../src/gateway/server/readiness-probe.ts';
import type { Readiness } from '../../../src/index.ts';
import { startPostgres } from '../../servers/postgres.ts';
import { startProxy } from '../../servers/proxy.ts';
import { readyz, startGateway } from './gateway-process.ts';
import { runHere } from './run-here.ts';
import { emptySqlite, migrateStore } from './scratch-stores.ts';

const current: Readiness = {
  ready: true,
  code: 'OK',
  exitCode: 0,
  reason: 'schema is current',
  problem: null,
  report: null,
};

describe('/readyz', () => {
  test('a database that goes away and comes back', { timeout: 60_000 }, async () => {
    const server = await startPostgres();
    try {
      await migrateStore(server.url);
      const behind = new URL(server.url);
      const proxy = await startProxy(Number(behind.port));
      onTestFinished(() => proxy.close());
      behind.port = String(proxy.port);
      const gateway = startGateway(['serve'], { GATEWAY_DATABASE_URL: behind.href, GATEWAY_PORT: '0' });
      const url = await gateway.listening();
      await readyz(url, 200);
      await server.stop();
      const away = await readyz(url, 503);
      expect(away).toMatchObject({ ready: false, code: 'DATABASE_UNREACHABLE', current: null });
      expect(JSON.stringify(away)).not.toContain(new URL(server.url).password);
      expect((await fetch(`${url}/healthz`)).status, 'the process is well').toBe(200);
      const refused = await fetch(`${url}/v1/key`, { headers: { authorization: 'Bearer gw_any' } });
      expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '1']);
      expect(await refused.json()).toEqual({
        error: { code: 'UNAVAILABLE', message: 'The database cannot be reached' },
      });
      await server.start();
      expect(await readyz(url, 200)).toMatchObject({ ready: true, code: 'OK', current: 24 });

      // A server that takes connections and says nothing.
      proxy.freeze();
      await sleep(1000);
      const asked = performance.now();
      const silent = await readyz(url, 503);
      proxy.thaw();
      expect(silent).toMatchObject({ reason: 'the database did not answer within 2000 ms' });
      expect(performance.now() - asked).toBeLessThan(4000);
      expect(await readyz(url, 200)).toMatchObject({ code: 'OK' });
      expect((await gateway.stop()).exitCode).toBe(0);
    } finally {
      await server.stop('immediate');
    }
  });

  test('a database that another release has taken further, and one that was put back', {
    timeout: 60_000,
  }, async () => {
    const database = await emptySqlite();
    await migrateStore(database);
    const env = { GATEWAY_DATABASE_URL: database, GATEWAY_PORT: '0' };
    const file = new Database(database.slice('sqlite:'.length));
    onTestFinished(() => void file.close());
    file.exec(
      `INSERT INTO schema_migrations (migration_name, category, checksum, applied_at, applied_by, duration_ms)
       SELECT 'V25__of_the_next_release', 'startup', checksum, applied_at, applied_by, 0 FROM schema_migrations LIMIT 1`,
    );
    const refused = await runHere('migrate --check --json', env);
    expect(refused.exitCode).toBe(4);
    expect(JSON.parse(refused.stdout)).toMatchObject({ ready: false, code: 'DATABASE_NEWER' });

    // A pod of the older release that is started again during a rollout.
    const warned = { ...env, GATEWAY_ON_NEWER: 'warn' };
    const gateway = startGateway(['serve', '--no-run-migrations'], warned);
    const url = await gateway.listening();
    expect(await readyz(url, 200)).toMatchObject({
      ready: true,
      code: 'DATABASE_NEWER',
      reason: expect.stringContaining('V25__of_the_next_release'),
    });
    expect(gateway.log()).toMatch(/level=warn .*V25__of_the_next_release/);

    file.exec(
      `DELETE FROM schema_migrations WHERE migration_name IN ('V25__of_the_next_release', 'V24__drop_ledger_cost_cents')`,
    );
    expect(await readyz(url, 503)).toMatchObject({ code: 'MANUAL_PENDING', current: 23, latest: 24 });
    // A check before a rollout judges the same.
    const check = await runHere('migrate --check --json', warned);
    expect(check.exitCode).toBe(3);
    expect(JSON.parse(check.stdout)).toMatchObject({ ready: false, code: 'MANUAL_PENDING' });
  });

  test('a database that is not there', async () => {
    const database = await emptySqlite();
    const { exitCode, stdout } = await runHere('migrate --check', { GATEWAY_DATABASE_URL: database });
    expect([exitCode, stdout]).toEqual([
      3,
      expect.stringMatching(/✗ MANUAL_PENDING .*\n +→ Run: gateway migrate --apply\n$/),
    ]);
    expect(existsSync(database.slice('sqlite:'.length)), 'a look creates nothing').toBe(false);
    const away = 'postgres://gateway:hush-hush@127.0.0.1:1/gateway';
    const unreachable = await runHere('migrate --check', { GATEWAY_DATABASE_URL: away });
    expect([unreachable.exitCode, unreachable.stdout]).toEqual([
      6,
      expect.stringMatching(
        /✗ DATABASE_UNREACHABLE .*\n +→ Check GATEWAY_DATABASE_URL .*migrate --apply try again/,
      ),
    ]);
    expect(unreachable.stdout + unreachable.stderr).not.toContain('hush');
    const status = await runHere('migrate --status', { GATEWAY_DATABASE_URL: away });
    expect([status.exitCode, status.stderr]).toEqual([
      6,
      expect.stringMatching(/→ Check GATEWAY_DATABASE_URL/),
    ]);
    const document = await runHere('migrate --check --json', { GATEWAY_DATABASE_URL: away });
    expect(JSON.parse(document.stdout).problem.hint).toMatch(/^Check GATEWAY_DATABASE_URL/);
  });
});

describe('the probe', () => {
  test('asks the database once, however many ask at once and soon after', async () => {
    let asked = 0;
    const probe = createReadinessProbe(async () => {
      asked++;
      await sleep(5);
      return current;
    });
    const answers = await Promise.all(Array.from({ length: 50 }, () => probe()));
    await probe();
    expect(asked).toBe(1);
    expect(new Set(answers).size).toBe(1);
  });

  test('asks again when an answer is old', async () => {
    let asked = 0;
    const probe = createReadinessProbe(async () => ({ ...current, ready: ++asked > 1 }), { freshMs: 10 });
    expect((await probe()).ready).toBe(false);
    await sleep(20);
    expect((await probe()).ready).toBe(true);
  });

  test('answers in time where the database never does, and stops what it began', async () => {
    let stopped = false;
    const probe = createReadinessProbe(
      (signal) => {
        signal.addEventListener('abort', () => (stopped = true));
        return new Promise(() => undefined);
      },
      { limitMs: 30 },
    );
    expect(await probe()).toMatchObject({
      ready: false,
      code: 'DATABASE_UNREACHABLE',
      reason: 'the database did not answer within 30 ms',
    });
    expect(stopped).toBe(true);
  });

  test('answers where the check itself fails', async () => {
    const probe = createReadinessProbe(() => Promise.reject(new Error('out of memory')));
    expect(await probe()).toMatchObject({ ready: false, reason: 'out of memory' });
  });
});
