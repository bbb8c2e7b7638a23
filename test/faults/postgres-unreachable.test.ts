import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { Client } from 'pg';
import { describe, expect, onTestFinished, test } from 'vitest';
import { query as queryAt } from '../drivers/pg-subject.ts';
import { startPostgres } from '../servers/postgres.ts';
import { startProxy } from '../servers/proxy.ts';
import { startSqld } from '../servers/sqld.ts';
import { freshPostgresStore } from '../stores/postgres-store.ts';
import { atLength, complete, eventually, faultProject, isThorough, standOf } from './fault-project.ts';

/** A port on which connections are taken and nothing is ever said; `onTaken` is told of each. */
async function silentPort(onTaken: () => void = () => undefined): Promise<number> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket.on('error', () => undefined).resume());
    onTaken();
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.close();
    for (const socket of sockets) socket.destroy();
  });
  return (server.address() as AddressInfo).port;
}

const addresses = {
  postgres: (port: number) => `postgres://somebody:secret@127.0.0.1:${port}/nowhere`,
  http: (port: number) => `http://127.0.0.1:${port}?authToken=secret`,
  ws: (port: number) => `ws://127.0.0.1:${port}?authToken=secret`,
};

describe.each(Object.entries(addresses))('over %s', (name, address) => {
  test('a server that refuses is DATABASE_UNREACHABLE at once', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await new Promise((done) => server.once('listening', done));
    const { port } = server.address() as { port: number };
    await new Promise((done) => server.close(done));
    const here = await faultProject({ db: address(port) });
    const run = await here.lockstep('migrate');
    expect([run.exitCode, run.code, run.details['database']]).toEqual([6, 'DATABASE_UNREACHABLE', 'db']);
    expect(run.message).toContain('ECONNREFUSED');
    expect(run.hint).toContain('--wait');
    expect(JSON.stringify(run)).not.toContain('secret');
    expect(run.ms).toBeLessThan(5_000);
  });

  atLength(() => {
    test('one that takes the connection and says nothing is, after ten seconds; --wait tries again', async () => {
      const port = await silentPort();
      const here = await faultProject({ db: address(port) });
      const [run, waiting] = await Promise.all([
        here.lockstep('migrate'),
        here.lockstep('migrate --wait 12s'),
      ]);
      for (const { exitCode, code, details } of [run, waiting])
        expect([exitCode, code, details['database']]).toEqual([6, 'DATABASE_UNREACHABLE', 'db']);
      expect(run.ms).toBeGreaterThan(9_500);
      expect(run.ms).toBeLessThan(14_000);
      expect(waiting.ms).toBeGreaterThan(12_000);
      expect(waiting.stderr).toContain('waiting');
    });

    test('a signal ends the attempt', async () => {
      const { promise: taken, resolve: onTaken } = Promise.withResolvers<void>();
      const here = await faultProject({ db: address(await silentPort(onTaken)) });
      const { child, end } = here.launch('migrate');
      await taken;
      const since = performance.now();
      child.kill('SIGINT');
      const run = await end;
      expect([run.exitCode, run.code]).toEqual([130, 'INTERRUPTED']);
      expect(performance.now() - since).toBeLessThan(4_000);
    });
  });

  if (name !== 'postgres' && !isThorough) return;
  test('a server that answers late is waited for', async ({ skip }) => {
    const server = name === 'postgres' ? null : await startSqld();
    if (name !== 'postgres' && server === null) return skip('there is no sqld');
    if (server !== null) onTestFinished(() => server.kill());
    const store = name === 'postgres' ? await freshPostgresStore() : null;
    const target = new URL(store?.urls[0] ?? server?.url ?? '');
    const proxy = await startProxy(Number(target.port));
    onTestFinished(() => proxy.close());
    proxy.delay(150);
    target.port = String(proxy.port);
    const here = await faultProject({ db: target.href.replace(/^http:/, `${name}:`) });
    const run = await here.lockstep('migrate --lock-timeout 1s');
    expect([run.exitCode, run.message]).toEqual([0, '']);
    expect(run.outcomes).toEqual(['V1__start applied', 'V2__middle applied', 'V3__last applied']);
    if (store !== null) expect(await standOf(store.query)).toEqual(complete);
    await store?.drop();
  });
});

atLength(() => {
  test('a server that goes dead while it is asked: a signal ends the run', async () => {
    const store = await freshPostgresStore();
    onTestFinished(() => store.drop());
    const url = new URL(store.urls[0]!);
    const proxy = await startProxy(Number(url.port));
    onTestFinished(() => proxy.close());
    url.port = String(proxy.port);
    const here = await faultProject({ db: url.href });
    // The fourth is the first after the password.
    proxy.freeze(4);
    const { child, end } = here.launch('migrate');
    await eventually(async () => proxy.seen.requests >= 4);
    child.kill('SIGTERM');
    const run = await end;
    expect([run.exitCode, run.code]).toEqual([130, 'INTERRUPTED']);
    expect(run.ms).toBeLessThan(8_000);
    expect(await store.history()).toEqual([]);
  });

  test('a server without a connection to spare is DATABASE_UNREACHABLE, and --wait gets the next one', async () => {
    const server = await startPostgres({
      settings: { max_connections: '6', superuser_reserved_connections: '3' },
    });
    onTestFinished(() => server.stop('immediate'));
    await queryAt(server.url, `CREATE ROLE app LOGIN PASSWORD 'app'; GRANT ALL ON SCHEMA public TO app`);
    const url = new URL(server.url);
    url.username = url.password = 'app';
    const clients: Client[] = [];
    onTestFinished(() => void Promise.all(clients.map((client) => client.end())));
    for (let free = true; free; ) {
      const client = new Client({ connectionString: url.href });
      client.on('error', () => undefined);
      free = await client.connect().then(
        () => clients.push(client) > 0,
        () => false,
      );
    }
    const here = await faultProject({ db: url.href });
    const run = await here.lockstep('migrate');
    expect([run.exitCode, run.code, run.details['engineCode']]).toEqual([6, 'DATABASE_UNREACHABLE', '53300']);
    expect(run.message).toMatch(/connection slots/);
    const { child, end } = here.launch('migrate --wait 20s');
    let said = '';
    child.stderr?.on('data', (chunk: Buffer) => (said += chunk.toString()));
    await eventually(async () => said.includes('waiting'));
    await clients.shift()?.end();
    const waited = await end;
    expect([waited.exitCode, waited.message]).toEqual([0, '']);
    expect(await standOf((sql) => queryAt(server.url, sql))).toEqual(complete);
  });
});
