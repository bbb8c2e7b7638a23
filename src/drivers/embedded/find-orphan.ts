import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { importPackage } from '../sqlite-local/import-package.ts';
import { isAlive, type Postmaster, readPostmaster } from './postmaster.ts';

/**
 * Returns the server that still runs on a data folder although its supervisor is gone, or null where none does. A
 * `postmaster.pid` that names somebody else's process (ids are given out again, after a reboot above all) is removed:
 * PostgreSQL would refuse to start beside it. The caller holds the lock, so nobody starts a server meanwhile.
 */
export async function findOrphan(data: string, password: string): Promise<Postmaster | null> {
  for (let refusals = 0; refusals < 20; await sleep(50)) {
    const left = await readPostmaster(data);
    if (left === null || !isAlive(left.pid)) return null;
    const answer = await knock(left.port, password);
    if (answer === 'ours') return left;
    if (answer === 'not-ours') refusals++;
  }
  await rm(join(data, 'postmaster.pid'), { force: true });
  return null;
}

/** Only the cluster of this data folder takes its random password. */
async function knock(port: number, password: string): Promise<'ours' | 'busy' | 'not-ours'> {
  const { Client } = (await importPackage('pg', () => import('pg'))).default;
  const client = new Client({
    host: '127.0.0.1',
    port,
    user: 'postgres',
    password,
    database: 'postgres',
    connectionTimeoutMillis: 2000,
  });
  client.on('error', () => undefined);
  try {
    await client.connect();
    return 'ours';
  } catch (error) {
    // cannot_connect_now: starting up or shutting down; too_many_connections.
    const { code } = error as { code?: string };
    if (code === '53300') return 'ours';
    return code === '57P03' ? 'busy' : 'not-ours';
  } finally {
    await client.end().catch(() => undefined);
  }
}
