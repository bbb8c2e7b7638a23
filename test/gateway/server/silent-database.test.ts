import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import { expect, onTestFinished, test } from 'vitest';
import { serve } from '../../../src/gateway/commands/serve.ts';
import { readConfiguration } from '../../../src/gateway/configuration/read-configuration.ts';
import { createSchemaCheck } from '../../../src/gateway/server/schema-check.ts';
import { loadStoreModules } from '../../../src/gateway/store-module.ts';
import { atLength } from '../../faults/fault-project.ts';
import { type Proxy, startProxy } from '../../servers/proxy.ts';
import { startGateway } from './gateway-process.ts';
import { emptyPostgres, migrateStore } from './scratch-stores.ts';

const config = new URL('../../../examples/gateway-config.yaml', import.meta.url).pathname;

async function behindProxy(): Promise<{ proxy: Proxy; url: string; direct: string }> {
  const direct = await emptyPostgres();
  await migrateStore(direct);
  const url = new URL(direct);
  const proxy = await startProxy(Number(url.port));
  onTestFinished(() => proxy.close());
  url.port = String(proxy.port);
  return { proxy, url: url.href, direct };
}

/** A gateway in this process, and a hand on its signal. */
function startHere(url: string, onLog: (log: string) => void) {
  let log = '';
  const stop = new AbortController();
  const env = { GATEWAY_DATABASE_URL: url, GATEWAY_PORT: '0', GATEWAY_CONFIG: config };
  const write = (text: string): void => onLog((log += text));
  const host = { env, stdout: { write }, stderr: { write }, signal: stop.signal };
  const end = serve(readConfiguration(env), host, { requestsMs: 300, databaseMs: 300 }).catch(
    (error: unknown) => error,
  );
  return { log: () => log, stop: () => stop.abort(new Error('SIGTERM')), end };
}

test('a gateway whose database is silent ends in time, with 0, and cuts off who waits', async () => {
  const { proxy, url } = await behindProxy();
  const listening = Promise.withResolvers<string>();
  const gateway = startHere(url, (log) => {
    const found = /msg=listening url=(\S+)/.exec(log);
    if (found !== null) listening.resolve(found[1]!);
  });
  const address = await listening.promise;
  expect((await fetch(`${address}/readyz`)).status).toBe(200);
  proxy.freeze();
  const request = fetch(`${address}/v1/key`, { headers: { authorization: 'Bearer gw_any' } });
  const cutOff = expect(request).rejects.toThrow('fetch failed');
  await sleep(100);
  const stoppedAt = performance.now();
  gateway.stop();
  expect(await gateway.end).toBe(0);
  expect(performance.now() - stoppedAt).toBeLessThan(4000);
  expect(gateway.log()).toMatch(/requests were cut off[^]*msg=stopped/);
  await cutOff;
});

test.each(['migrated', 'store opened'])(
  'one that was stopped while its start waits for a silent database, after "%s": INTERRUPTED in time',
  async (step) => {
    const { proxy, url } = await behindProxy();
    const silent = Promise.withResolvers<void>();
    const gateway = startHere(url, (log) => {
      if (!new RegExp(`msg="?${step}`).test(log)) return;
      proxy.freeze();
      silent.resolve();
    });
    await silent.promise;
    await sleep(100);
    const stoppedAt = performance.now();
    gateway.stop();
    expect(await gateway.end).toMatchObject({ code: 'INTERRUPTED', exitCode: 130 });
    expect(performance.now() - stoppedAt).toBeLessThan(4000);
  },
);

atLength(() => {
  test('as a process: SIGTERM ends it in 13 s, with 0', { timeout: 60_000 }, async () => {
    const { proxy, url } = await behindProxy();
    const gateway = startGateway(['serve'], { GATEWAY_DATABASE_URL: url, GATEWAY_PORT: '0' });
    const address = await gateway.listening();
    proxy.freeze();
    fetch(`${address}/v1/key`, { headers: { authorization: 'Bearer gw_any' } }).catch(() => undefined);
    await sleep(500);
    const stoppedAt = performance.now();
    expect((await gateway.stop()).exitCode).toBe(0);
    expect(performance.now() - stoppedAt).toBeLessThan(13_000);
  });
});

test('the schema is looked at on one connection, and on a new one after a look that had no answer', async () => {
  const { proxy, url, direct } = await behindProxy();
  const client = new Client({ connectionString: direct });
  await client.connect();
  onTestFinished(() => client.end());
  const connections = async (): Promise<readonly number[]> => {
    const { rows } = await client.query<{ pid: number }>(
      `SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'lockstep'`,
    );
    return rows.map(({ pid }) => pid);
  };
  const check = createSchemaCheck(url, { modules: await loadStoreModules() });
  onTestFinished(() => check[Symbol.asyncDispose]());
  const look = async (): Promise<string> => (await check.look(new AbortController().signal)).code;
  const unanswered = () => expect(check.look(AbortSignal.timeout(300))).rejects.toThrow();

  // The first look meets a database that does not answer, and the next one another that is not there.
  proxy.freeze();
  await unanswered();
  proxy.thaw();
  expect(await look()).toBe('OK');
  const [pid, ...others] = await connections();
  expect(others).toEqual([]);
  expect(await look()).toBe('OK');
  expect(await connections()).toEqual([pid]);

  proxy.freeze();
  await unanswered();
  proxy.thaw();
  expect(await look()).toBe('OK');
  proxy.cutAll();
  expect(await look()).toBe('OK');
  await proxy.close();
  expect(await look()).toBe('DATABASE_UNREACHABLE');
});

test('a database that cannot be opened at first is an answer, and is looked at once it is there', async () => {
  const direct = await emptyPostgres();
  const url = new URL(direct);
  url.pathname = '/not_there_yet';
  const check = createSchemaCheck(url.href, { modules: await loadStoreModules() });
  onTestFinished(() => check[Symbol.asyncDispose]());
  const look = async (): Promise<string> => (await check.look(new AbortController().signal)).code;
  expect(await look()).toBe('DATABASE_UNREACHABLE');
  const client = new Client({ connectionString: direct });
  await client.connect();
  await client.query('CREATE DATABASE not_there_yet');
  await client.end();
  expect(await look()).toBe('MANUAL_PENDING');
});
