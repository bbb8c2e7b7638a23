import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { inject } from 'vitest';
import { findFreePort } from '../../src/drivers/embedded/postmaster.ts';
import { sqldProgram } from './fetch-sqld.ts';
import { register, unregister } from './sweep.ts';
import { tempFolder } from './temp-folder.ts';

/** A libsql server of a test's own, empty at first. */
export interface SqldServer {
  readonly url: string;
  /** The same port and the same store, over websockets. */
  readonly wsUrl: string;
  readonly stop: () => Promise<void>;
  /** SIGKILL. */
  readonly kill: () => Promise<void>;
  /** Stops where it runs, then starts on the same store and port. */
  readonly restart: () => Promise<void>;
}

/** Why there is no sqld, or null where there is one: `test.skipIf(sqldMissing() !== null)`. */
export function sqldMissing(): string | null {
  return inject('sqldMissing');
}

/**
 * Starts a server (about 0.2 s) on the store in this folder, a new one where none is given, or returns null where there is
 * none: see `sqldMissing`. Stop it at the end.
 */
export async function startSqld(store = join(tempFolder(), 'store')): Promise<SqldServer | null> {
  if (sqldMissing() !== null) return null;
  const port = await findFreePort();
  let server = await launch(store, port);
  const end = async (signal: 'SIGTERM' | 'SIGKILL'): Promise<void> => {
    if (server.exitCode === null && server.signalCode === null) {
      const ended = new Promise((done) => server.once('exit', done));
      server.kill(signal);
      await ended;
    }
    unregister(inject('runFolder'), server.pid ?? 0);
  };
  return {
    url: `http://127.0.0.1:${port}`,
    wsUrl: `ws://127.0.0.1:${port}`,
    stop: () => end('SIGTERM'),
    kill: () => end('SIGKILL'),
    restart: async () => {
      await end('SIGTERM');
      server = await launch(store, port);
    },
  };
}

async function launch(store: string, port: number): Promise<ChildProcess> {
  const server = spawn(sqldProgram, ['--db-path', store, '--http-listen-addr', `127.0.0.1:${port}`], {
    stdio: 'ignore',
    env: { ...process.env, NO_COLOR: '1' },
  });
  if (server.pid === undefined) throw new Error('sqld did not start');
  register(inject('runFolder'), server.pid, 'SIGKILL');
  server.unref();
  while (server.exitCode === null) {
    const health = await fetch(`http://127.0.0.1:${port}/health`).catch(() => null);
    if (health?.ok) return server;
    await sleep(10);
  }
  throw new Error(`sqld ended with ${server.exitCode}`);
}
