import { request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { Hono } from 'hono';
import { expect, test } from 'vitest';
import { listen, type Listening } from '../../../src/gateway/server/listen.ts';

async function slowServer(
  delayMs: number,
  stopLimitMs: number,
): Promise<Listening & { begun: Promise<void> }> {
  const app = new Hono();
  let begin: () => void;
  const begun = new Promise<void>((done) => (begin = done));
  app.get('/', async (context) => {
    begin();
    await sleep(delayMs);
    return context.text('done');
  });
  app.get('/quick', (context) => context.text('quick'));
  return { ...(await listen(app, { host: '127.0.0.1', port: 0, stopLimitMs })), begun };
}

test('a request in flight is answered before the server closes; a new one is not taken', async () => {
  const server = await slowServer(300, 5000);
  const answer = fetch(server.url);
  await server.begun;
  const closed = server.close();
  await expect(fetch(`${server.url}/quick`)).rejects.toThrow();
  expect(await (await answer).text()).toBe('done');
  const began = performance.now();
  expect(await closed).toEqual({ cutOff: false });
  // The connection would be kept for five seconds.
  expect(performance.now() - began).toBeLessThan(1000);
});

test('a connection that is kept open without a request holds nothing up', async () => {
  const server = await slowServer(0, 5000);
  await (await fetch(`${server.url}/quick`)).text();
  const began = performance.now();
  expect(await server.close()).toEqual({ cutOff: false });
  expect(performance.now() - began).toBeLessThan(1000);
});

test('a request that does not end is cut off after the limit', async () => {
  const server = await slowServer(60_000, 100);
  const cut = new Promise<string | undefined>((done) => {
    request(server.url)
      .on('error', (error: NodeJS.ErrnoException) => done(error.code))
      .end();
  });
  await server.begun;
  expect(await server.close()).toEqual({ cutOff: true });
  expect(await cut).toBe('ECONNRESET');
});

test('a host that is none of this machine is told by the name of the variable', async () => {
  await expect(listen(new Hono(), { host: '192.0.2.1', port: 0 })).rejects.toMatchObject({
    code: 'CONFIG_INVALID',
    message: expect.stringContaining('GATEWAY_HOST'),
  });
});

test('a port in use is told with its number', async () => {
  const { port, close } = await listen(new Hono(), { host: '127.0.0.1', port: 0 });
  await expect(listen(new Hono(), { host: '127.0.0.1', port })).rejects.toMatchObject({
    code: 'CONFIG_INVALID',
    exitCode: 2,
    message: `127.0.0.1:${port} is in use by another process; set GATEWAY_PORT to a free one`,
  });
  await close();
});
