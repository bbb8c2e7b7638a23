import { execFileSync, spawn } from 'node:child_process';
import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import { inject } from 'vitest';
import { findFreePort } from '../../src/drivers/embedded/postmaster.ts';
import { findServerUser } from '../../src/drivers/embedded/server-user.ts';
import { register, unregister } from './sweep.ts';
import { tempFolder } from './temp-folder.ts';

/** A pgbouncer in transaction mode, in front of one PostgreSQL server. */
export interface Pooler {
  /** The given database, through the pooler. */
  readonly url: string;
  /** How many clients it has just now. */
  readonly clients: () => Promise<number>;
  /** The port of the client that uses the server connection of this backend; null where none does. */
  readonly clientPortOf: (backend: number) => Promise<number | null>;
  /** SIGKILL. */
  readonly stop: () => void;
}

type Row = Readonly<Record<string, unknown>>;

let isThere: boolean | null = null;

/** Why there is no pooler, or null where there is one. */
export function poolerMissing(): string | null {
  isThere ??= hasProgram();
  return isThere ? null : 'pgbouncer is not installed';
}

function hasProgram(): boolean {
  try {
    execFileSync('pgbouncer', ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** Starts one with so many server connections for each database. Stop it at the end. */
export async function startPooler(databaseUrl: string, size: number): Promise<Pooler> {
  const folder = tempFolder();
  chmodSync(folder, 0o777);
  const target = new URL(databaseUrl);
  const port = await findFreePort();
  writeFileSync(join(folder, 'users'), `"${target.username}" "${decodeURIComponent(target.password)}"\n`);
  writeFileSync(
    join(folder, 'ini'),
    `[databases]
* = host=${target.hostname} port=${target.port}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = ${port}
unix_socket_dir =
auth_type = plain
auth_file = ${join(folder, 'users')}
admin_users = ${target.username}
pool_mode = transaction
default_pool_size = ${size}
query_wait_timeout = ${size === 1 ? 1 : 120}
`,
  );
  const user = findServerUser();
  const pooler = spawn('pgbouncer', ['-q', join(folder, 'ini')], {
    stdio: 'ignore',
    ...(user === null ? {} : { uid: user.uid, gid: user.gid }),
  });
  if (pooler.pid === undefined) throw new Error('pgbouncer did not start');
  const { pid } = pooler;
  register(inject('runFolder'), pid, 'SIGKILL');
  target.port = String(port);
  const url = target.href;
  target.pathname = '/pgbouncer';
  const admin = target.href;
  const clients = async (): Promise<number> => {
    const [rows = []] = await ask(admin, 'SHOW CLIENTS');
    return rows.filter(({ database }) => database !== 'pgbouncer').length;
  };
  const deadline = performance.now() + 10_000;
  while ((await clients().catch(() => null)) === null) {
    if (pooler.exitCode !== null || performance.now() > deadline)
      throw new Error('pgbouncer does not answer');
    await sleep(10);
  }
  return {
    url,
    clients,
    async clientPortOf(backend) {
      const [servers = [], all = []] = await ask(admin, 'SHOW SERVERS', 'SHOW CLIENTS');
      const server = servers.find(({ remote_pid: pid }) => Number(pid) === backend);
      const port = all.find(({ ptr }) => ptr === server?.['link'])?.['port'];
      return port === undefined ? null : Number(port);
    },
    stop() {
      pooler.kill('SIGKILL');
      unregister(inject('runFolder'), pid);
    },
  };
}

/** Asks the pooler's own database. */
async function ask(adminUrl: string, ...commands: readonly string[]): Promise<readonly (readonly Row[])[]> {
  const client = new Client({ connectionString: adminUrl });
  client.on('error', () => undefined);
  await client.connect();
  try {
    const answers = [];
    for (const command of commands) answers.push((await client.query<Row>(command)).rows);
    return answers;
  } finally {
    await client.end();
  }
}
