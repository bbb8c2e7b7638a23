import {
  appendFileSync,
  closeSync,
  openSync,
  readFileSync,
  chmodSync,
  cpSync,
  lstatSync,
  readdirSync,
  chownSync,
  writeFileSync,
} from 'node:fs';
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { inject, onTestFinished } from 'vitest';
import { findBinaries } from '../../src/drivers/embedded/binaries.ts';
import {
  findFreePort,
  isAlive,
  type PostmasterOptions,
  startPostmaster,
  stopPostmaster,
} from '../../src/drivers/embedded/postmaster.ts';
import { findServerUser, reachBinaries } from '../../src/drivers/embedded/server-user.ts';
import { query } from '../drivers/pg-subject.ts';
import { testedMajor } from '../servers/provide-postgres.ts';
import type { PostgresServer } from '../servers/run-cluster.ts';
import { register, unregister } from '../servers/sweep.ts';
import { tempFolder } from '../servers/temp-folder.ts';

type Unreadable = Pick<PostmasterOptions, 'binaries' | 'user' | 'data' | 'log'> & { readonly port: number };

/** A streaming replica of a server. */
export interface Standby {
  readonly url: string;
  /** Ends the recovery: from then on it takes writes. */
  readonly promote: () => void;
}

/**
 * Copies a server that is stopped for it, and starts the copy as its standby; both run until the test ends. One that
 * is not readable (hot_standby off) answers as a server does that is still starting: 57P03.
 */
export async function startStandby(
  primary: PostgresServer,
  { isReadable = true }: { readonly isReadable?: boolean } = {},
): Promise<Standby> {
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
  const binaries = await reachBinaries(await findBinaries(testedMajor()), user);
  const port = await findFreePort();
  const log = join(folder, 'log');
  const start = isReadable ? startPostmaster : startUnreadable;
  const { pid } = await start({ binaries, user, data, log, port });
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

/** `startPostmaster` waits until a server takes connections, which this one does not. */
async function startUnreadable({
  binaries,
  user,
  data,
  log,
  port,
}: Unreadable): Promise<{ readonly pid: number }> {
  const output = openSync(log, 'w', 0o600);
  const settings = ['hot_standby=off', 'listen_addresses=127.0.0.1', 'unix_socket_directories='];
  const args = ['-D', data, '-p', `${port}`, ...settings.flatMap((setting) => ['-c', setting])];
  const server = spawn(binaries.postgres, args, {
    ...user,
    detached: true,
    stdio: ['ignore', output, output],
  });
  closeSync(output);
  server.unref();
  if (server.pid === undefined) throw new Error('the standby did not start');
  while (!readFileSync(log, 'utf8').includes('entering standby mode')) await sleep(20);
  return { pid: server.pid };
}

function giveAll(path: string, user: { readonly uid: number; readonly gid: number }): void {
  chownSync(path, user.uid, user.gid);
  if (!lstatSync(path).isDirectory()) return;
  for (const name of readdirSync(path)) giveAll(join(path, name), user);
}
