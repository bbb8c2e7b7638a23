import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createAdaptorServer } from '@hono/node-server';
import type { Hono } from 'hono';
import { LockstepError } from '../../index.ts';

/** Where to listen, and how to stop. */
export interface ListenOptions {
  readonly host: string;
  /** 0: a free one. */
  readonly port: number;
  /** Defaults to 10,000: how long requests in flight may take to end when the process is to stop. */
  readonly stopLimitMs?: number;
}

/** A server that takes requests. */
export interface Listening {
  /** Where, e.g. `http://127.0.0.1:8080`. */
  readonly url: string;
  readonly port: number;
  /** Takes no more connections and returns when the requests in flight have ended; after the limit they are cut off. */
  close(): Promise<{ readonly cutOff: boolean }>;
}

/** What is wrong with the place, by the system's code. */
const reasons: Readonly<Record<string, string>> = {
  EADDRINUSE: 'is in use by another process; set GATEWAY_PORT to a free one',
  EACCES: 'may not be used by this user; set GATEWAY_PORT to one from 1024 on',
  EADDRNOTAVAIL: 'is no address of this machine; set GATEWAY_HOST to one, or to 0.0.0.0 for all',
  ENOTFOUND: 'is a host that is not known; set GATEWAY_HOST to an address of this machine',
};

/** Returns once the application takes requests. Throws CONFIG_INVALID where the port or the host cannot be had. */
export async function listen(
  app: Hono,
  { host, port, stopLimitMs = 10_000 }: ListenOptions,
): Promise<Listening> {
  const server = createAdaptorServer({ fetch: app.fetch }) as Server;
  server.listen(port, host);
  try {
    await once(server, 'listening');
  } catch (error) {
    const reason = reasons[(error as NodeJS.ErrnoException).code ?? ''];
    if (reason === undefined) throw error;
    throw new LockstepError('CONFIG_INVALID', `${host}:${port} ${reason}`, { cause: error });
  }
  const { port: taken } = server.address() as AddressInfo;
  const name = host.includes(':') ? `[${host}]` : host;
  return { url: `http://${name}:${taken}`, port: taken, close: () => closeServer(server, stopLimitMs) };
}

async function closeServer(server: Server, stopLimitMs: number): Promise<{ readonly cutOff: boolean }> {
  let cutOff = false;
  const limit = setTimeout(() => {
    cutOff = true;
    server.closeAllConnections();
  }, stopLimitMs);
  // A connection whose last request has been answered would be kept open for seconds, for a request that is not taken.
  const sweep = setInterval(() => server.closeIdleConnections(), 50);
  await new Promise<void>((done) => server.close(() => done()));
  clearTimeout(limit);
  clearInterval(sweep);
  return { cutOff };
}
