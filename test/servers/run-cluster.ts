import { randomBytes } from 'node:crypto';
import { chmodSync, mkdtempSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { findBinaries } from '../../src/drivers/embedded/binaries.ts';
import { createCluster } from '../../src/drivers/embedded/create-cluster.ts';
import { isAlive, startPostmaster, stopPostmaster } from '../../src/drivers/embedded/postmaster.ts';
import { findServerUser, reachBinaries } from '../../src/drivers/embedded/server-user.ts';
import { register, unregister } from './sweep.ts';

/** A PostgreSQL of a test's own. */
export interface PostgresServer {
  /** The superuser's URL of the database `postgres`. Stays the same over a restart. */
  readonly url: string;
  readonly port: number;
  /** What the server has logged since its last start. */
  readonly log: () => string;
  /** The postmaster's process id, null while it is stopped. */
  readonly pid: () => number | null;
  readonly start: () => Promise<void>;
  /** `immediate` drops everything as a crash would, and leaves a recovery to the next start. */
  readonly stop: (mode?: 'fast' | 'immediate') => Promise<void>;
  readonly restart: (mode?: 'fast' | 'immediate') => Promise<void>;
  /** SIGKILL to the postmaster; returns when it is gone. */
  readonly kill: () => Promise<void>;
}

export interface ClusterOptions {
  readonly runFolder: string;
  readonly settings?: Readonly<Record<string, string>>;
  readonly major?: number;
}

/** Creates a cluster below the run's folder and starts it on a free port. */
export async function runCluster(options: ClusterOptions): Promise<PostgresServer> {
  const { runFolder, settings = {}, major = 18 } = options;
  const user = findServerUser();
  const binaries = await reachBinaries(await findBinaries(major), user);
  const folder = mkdtempSync(join(runFolder, 'postgres-'));
  chmodSync(folder, 0o755);
  const [data, log] = [join(folder, 'data'), join(folder, 'log')];
  const password = randomBytes(12).toString('hex');
  await createCluster(binaries, user, folder, password);

  let pid: number | null = null;
  const launch = async (port?: number): Promise<number> => {
    const server = await startPostmaster({ binaries, user, data, log, settings, ...(port ? { port } : {}) });
    pid = server.pid;
    register(runFolder, pid, 'SIGQUIT');
    return server.port;
  };
  const forget = (): void => {
    if (pid !== null) unregister(runFolder, pid);
    pid = null;
  };
  const port = await launch();
  const start = async (): Promise<void> => {
    if (pid === null) await launch(port);
  };
  const stop = async (mode: 'fast' | 'immediate' = 'fast'): Promise<void> => {
    if (pid !== null) await stopPostmaster(pid, data, mode);
    forget();
  };
  return {
    url: `postgres://postgres:${password}@127.0.0.1:${port}/postgres`,
    port,
    log: () => readFileSync(log, 'utf8'),
    pid: () => pid,
    start,
    stop,
    restart: async (mode = 'fast') => {
      await stop(mode);
      await start();
    },
    kill: async () => {
      if (pid === null) return;
      process.kill(pid, 'SIGKILL');
      while (isAlive(pid)) await sleep(5);
      forget();
    },
  };
}
