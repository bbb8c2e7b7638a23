import { afterEach, describe, expect, test } from 'vitest';
import { eventually } from '../drivers/pg-fixture.ts';
import { type Proxy, startProxy } from '../servers/proxy.ts';
import { failureOf, outcomesOf, type Steps, useMigrate } from './fixture.ts';

const here = useMigrate();
const proxies: Proxy[] = [];
afterEach(async () => {
  for (const proxy of proxies.splice(0)) await proxy.close();
});

const steps: Steps = {
  V1__a: 'CREATE TABLE a (id INTEGER PRIMARY KEY);',
  V2__b: 'CREATE TABLE b (id INTEGER);',
};

/** PostgreSQL behind a proxy, with V1 applied. */
async function behindProxy(): Promise<{
  readonly url: string;
  readonly proxy: Proxy;
  readonly store: Awaited<ReturnType<typeof here.postgres>>;
}> {
  const store = await here.postgres();
  await (await here.migrator({ V1__a: steps['V1__a']! }, [store.urls[0]!])).migrate();
  const url = new URL(store.urls[0]!);
  const proxy = await startProxy(Number(url.port));
  proxies.push(proxy);
  url.port = String(proxy.port);
  return { url: url.href, proxy, store };
}

describe('a connection lost in mid migration', () => {
  test('after the commit: the history says that it was applied, and the run goes on', async () => {
    const { url, proxy, store } = await behindProxy();
    const more: Steps = { ...steps, V3__c: 'CREATE TABLE c (id INTEGER);' };
    const migrator = await here.migrator(more, [url], {
      onEvent: (event) => {
        // The tag of COMMIT comes with the answer to the one message.
        if (event.type === 'migration-started' && event.migration === 'V2__b') proxy.cutAt('COMMIT\0');
      },
    });
    const report = await migrator.migrate();
    expect(outcomesOf(report)).toEqual([['V1__a already-applied', 'V2__b applied', 'V3__c applied']]);
    expect(await store.history()).toEqual(['V1__a', 'V2__b', 'V3__c']);
  });

  test.each([1, 2])('after the commit of the last step: the run is done (%i at the end)', async (count) => {
    const { url, proxy, store } = await behindProxy();
    const more: Steps = count === 1 ? steps : { ...steps, V3__c: 'CREATE TABLE c (id INTEGER);' };
    const last = Object.keys(more).at(-1)!;
    const told: string[] = [];
    const migrator = await here.migrator(more, [url], {
      onEvent: (event) => {
        told.push(event.type);
        if (event.type === 'migration-started' && event.migration === last) proxy.cutAt('COMMIT\0');
      },
    });
    const report = await migrator.migrate();
    expect(await store.history()).toEqual(Object.keys(more));
    expect(outcomesOf(report)[0]).toEqual(
      ['V1__a already-applied', 'V2__b applied', 'V3__c applied'].slice(0, count + 1),
    );
    expect(told.filter((type) => type === 'migration-applied')).toHaveLength(count);
    expect(told).not.toContain('history-moved');
  });

  test('after the commit, and another process goes on: what that one has applied is not told as ours', async () => {
    const { url, proxy, store } = await behindProxy();
    // Too long to be sent with the one before it.
    const more: Steps = { ...steps, V3__c: `CREATE TABLE c (id INTEGER);${'SELECT 1;'.repeat(600)}` };
    const other = await here.migrator(more, [store.urls[0]!], { actor: 'another' });
    let others: Promise<unknown> | null = null;
    const migrator = await here.migrator(more, [url], {
      onEvent: (event) => {
        if (event.type !== 'migration-started' || event.migration !== 'V2__b') return;
        // Late, so that the other one is done when the history is read again.
        proxy.delay(300);
        proxy.cutAt('COMMIT\0');
        others = eventually(async () => (await store.history()).length === 2).then(() => other.migrate());
      },
    });
    const report = await migrator.migrate();
    await others;
    expect(outcomesOf(report)).toEqual([['V1__a already-applied', 'V2__b applied', 'V3__c already-applied']]);
  });

  test('in the script: the server rolled it back, the run fails and the next one completes', async () => {
    const { url, store } = await behindProxy();
    const slow: Steps = {
      ...steps,
      V2__b: { postgres: 'CREATE TABLE b (id INTEGER); SELECT pg_sleep(20);', sqlite: 'SELECT 1;' },
    };
    const running = failureOf((await here.migrator(slow, [url])).migrate());
    for (;;) {
      const [found] = await store.query(`
        SELECT pg_terminate_backend(pid) AS done FROM pg_stat_activity
         WHERE datname = current_database() AND pid <> pg_backend_pid() AND wait_event = 'PgSleep'`);
      if (found !== undefined) break;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    const error = await running;
    expect(error.code).toBe('MIGRATION_FAILED');
    expect(error.message).toMatch(/rolled the migration back/);
    expect(outcomesOf(error.report)).toEqual([['V1__a already-applied', 'V2__b failed']]);
    expect(await store.history()).toEqual(['V1__a']);
    await (await here.migrator(steps, [url])).migrate();
    expect(await store.history()).toEqual(['V1__a', 'V2__b']);
  });

  test('and no way back: OUTCOME_UNKNOWN, not a guess', async () => {
    const { url, proxy } = await behindProxy();
    const migrator = await here.migrator(steps, [url], {
      lockTimeoutMs: 1_000,
      onEvent: (event) => {
        if (event.type === 'migration-started') void proxy.close();
      },
    });
    const error = await failureOf(migrator.migrate());
    expect(error.code).toBe('OUTCOME_UNKNOWN');
    expect(error.message).not.toContain(new URL(url).password);
  });

  test('between the prepared file and PostgreSQL: neither keeps the version', async () => {
    const { url, proxy, store } = await behindProxy();
    const file = await here.file();
    await (await here.migrator({ V1__a: steps['V1__a']! }, [file.urls[0]!])).migrate();
    const migrator = await here.migrator(steps, [file.urls[0]!, url], {
      lockTimeoutMs: 1_000,
      onEvent: (event) => {
        if (event.type === 'migration-prepared') void proxy.close();
      },
    });
    const error = await failureOf(migrator.migrate());
    expect(['OUTCOME_UNKNOWN', 'MIGRATION_FAILED']).toContain(error.code);
    expect([await file.history(), await store.history()]).toEqual([['V1__a'], ['V1__a']]);
  });
});
