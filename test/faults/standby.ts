import { appendFileSync, chmodSync, cpSync, lstatSync, readdirSync, chownSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { inject, onTestFinished } from 'vitest';
import { findBinaries } from '../../src/drivers/embedded/binaries.ts';
import {
  findFreePort,
  isAlive,
  startPostmaster,
  stopPostmaster,
} from '../../src/drivers/embedded/postmaster.ts';
import { findServerUser, reachBinaries } from '../../src/drivers/embedded/server-user.ts';
import { query } from '../drivers/pg-subject.ts';
import type { PostgresServer } from '../servers/run-cluster.ts';
import { register, unregister } from '../servers/sweep.ts';
import { tempFolder } from '../servers/temp-folder.ts';

/** A streaming replica of a server. */
export interface Standby {
  readonly url: string;
  /** Ends the recovery: from then on it takes writes. */
  readonly promote: () => void;
}

/** Copies a server that is stopped for it, and starts the copy as its standby; both run until the test ends. */
export async function startStandby(primary: PostgresServer): Promise<Standby> {
  const [row] = await query(primary.url, 'SHOW data_directory');
  const folder = tempFolder();
  const data = join(folder, 'data');
  const url = new URL(primary.url);
  await primary.stop();
  cpSync(String(row?.['data_directory']), data, { recursive: true });
  await primary.start();
  writeFileSync(join(data, 'standby.signal'), '');
  appendFileSync(
    join(data, 'postgresql.auto.conf'),
    `primary_conninfo = 'host=127.0.0.1 port=${url.port} user=postgres password=${url.password}'\n`,
  );
  const user = findServerUser();
  if (user !== null) giveAll(folder, user);
  chmodSync(data, 0o700);
  const binaries = await reachBinaries(await findBinaries(18), user);
  const port = await findFreePort();
  const { pid } = await startPostmaster({ binaries, user, data, log: join(folder, 'log'), port });
  register(inject('runFolder'), pid, 'SIGQUIT');
  onTestFinished(async () => {
    await stopPostmaster(pid, data, 'immediate');
    if (!isAlive(pid)) unregister(inject('runFolder'), pid);
  });
  url.port = String(port);
  return {
    url: url.href,
    promote() {
      writeFileSync(join(data, 'promote'), '');
      process.kill(pid, 'SIGUSR1');
    },
  };
}

function giveAll(path: string, user: { readonly uid: number; readonly gid: number }): void {
  chownSync(path, user.uid, user.gid);
  if (!lstatSync(path).isDirectory()) return;
  for (const name of readdirSync(path)) giveAll(join(path, name), user);
}
