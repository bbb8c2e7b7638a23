import { spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { LockstepError } from '../../core/errors.ts';
import type { Binaries } from './binaries.ts';
import type { ServerUser } from './server-user.ts';

/** What a server says of itself in the `postmaster.pid` of its data folder. */
export interface Postmaster {
  readonly pid: number;
  readonly port: number;
  readonly ready: boolean;
}

export interface PostmasterOptions {
  readonly binaries: Binaries;
  readonly user: ServerUser | null;
  readonly data: string;
  /** What the server prints goes here; the file starts empty. */
  readonly log: string;
  /** Defaults to a free one. */
  readonly port?: number;
  /** Server settings by name. Defaults to none. */
  readonly settings?: Readonly<Record<string, string>>;
}

/** Somebody took the port that was free; or the last server was killed and its children have not all noticed yet. */
const passingTrouble = /could not create any TCP\/IP sockets|pre-existing shared memory block/;

/**
 * Starts a server on loopback and returns when it takes connections. It lives on when this process ends. Throws
 * DATABASE_UNREACHABLE with the end of its log where it does not come up.
 */
export async function startPostmaster(options: PostmasterOptions): Promise<Postmaster> {
  for (let attempt = 1; ; attempt++) {
    const port = options.port ?? (await findFreePort());
    const started = await tryPort(options, port);
    if (typeof started !== 'string') return started;
    if (attempt < 20 && passingTrouble.test(started)) {
      await sleep(50);
      continue;
    }
    throw new LockstepError('DATABASE_UNREACHABLE', `PostgreSQL did not start: ${started}`, {
      hint: `Read ${options.log}.`,
      details: { log: options.log },
    });
  }
}

async function tryPort(options: PostmasterOptions, port: number): Promise<Postmaster | string> {
  const settings = { listen_addresses: '127.0.0.1', unix_socket_directories: '', ...options.settings };
  const log = openSync(options.log, 'w', 0o600);
  const server = spawn(
    options.binaries.postgres,
    [
      '-D',
      options.data,
      '-p',
      `${port}`,
      ...Object.entries(settings).flatMap(([k, v]) => ['-c', `${k}=${v}`]),
    ],
    {
      ...options.user,
      detached: true,
      stdio: ['ignore', log, log],
      // The start-up messages are read below.
      env: { ...process.env, LC_ALL: 'C' },
    },
  );
  closeSync(log);
  let ended: string | null = null;
  server.on('error', (error) => (ended = error.message));
  server.on('exit', (code, signal) => (ended = `it ended with ${code ?? signal}`));
  server.unref();
  for (;;) {
    const running = await readPostmaster(options.data);
    if (running?.ready && running.pid === server.pid) return running;
    if (ended !== null) return `${ended}\n${(await readFile(options.log, 'utf8')).slice(-2000)}`.trim();
    await sleep(5);
  }
}

/** Returns what `postmaster.pid` says, or null where there is none: the server was stopped, or is not that far yet. */
export async function readPostmaster(data: string): Promise<Postmaster | null> {
  const text = await readFile(join(data, 'postmaster.pid'), 'utf8').catch(() => '');
  const lines = text.split('\n');
  const pid = Number.parseInt(lines[0] ?? '', 10);
  const port = Number.parseInt(lines[3] ?? '', 10);
  if (!(pid > 0) || !(port > 0)) return null;
  return { pid, port, ready: lines[7]?.trim() === 'ready' };
}

/**
 * Stops a server and returns when it has stopped, at once where it does not run. `fast` rolls open transactions back
 * and writes a checkpoint; `immediate` leaves the next start a recovery.
 */
export async function stopPostmaster(
  pid: number,
  data: string,
  mode: 'fast' | 'immediate' = 'fast',
): Promise<void> {
  if (!isAlive(pid)) return;
  process.kill(pid, mode === 'fast' ? 'SIGINT' : 'SIGQUIT');
  // The file goes with a clean end; only the process tells of another end.
  while (isAlive(pid) && (await readPostmaster(data))?.pid === pid) await sleep(5);
}

/** Returns whether a process with that id runs, whoever owns it. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Returns a port of loopback on which nobody listened a moment ago. */
export async function findFreePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((done, fail) => server.once('error', fail).listen(0, '127.0.0.1', done));
  const address = server.address();
  await new Promise((done) => server.close(done));
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}
