import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { isAlive } from '../../src/drivers/embedded/postmaster.ts';

/** Notes a server process that must not survive the run, and the signal that ends it at once. */
export function register(runFolder: string, pid: number, signal: 'SIGQUIT' | 'SIGKILL'): void {
  mkdirSync(join(runFolder, 'servers'), { recursive: true });
  writeFileSync(join(runFolder, 'servers', `${pid}.${signal}`), '');
}

/** Takes a process that was stopped off the list: its id may soon be another's. */
export function unregister(runFolder: string, pid: number): void {
  for (const signal of ['SIGQUIT', 'SIGKILL']) {
    rmSync(join(runFolder, 'servers', `${pid}.${signal}`), { force: true });
  }
}

/** Ends every registered server and removes the folder of the run; nothing happens where it is gone. */
export async function sweep(runFolder: string): Promise<void> {
  const servers = join(runFolder, 'servers');
  for (const entry of list(servers)) {
    const [pid, signal] = entry.split('.');
    try {
      process.kill(Number(pid), signal);
    } catch {
      // has ended by itself
    }
    for (let i = 0; i < 200 && isAlive(Number(pid)); i++) await sleep(10);
  }
  await rm(runFolder, { recursive: true, force: true, maxRetries: 5 });
}

function list(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
