import { spawn, type ChildProcess } from 'node:child_process';
import { access, realpath, rm, writeFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { ErrorCode } from '../../core/error-codes.ts';
import { LockstepError } from '../../core/errors.ts';
import { type Answer, askSupervisor } from './control.ts';
import { type Home, homeOf } from './home.ts';
import { makeHome } from './make-home.ts';
import { isAlive, readPostmaster } from './postmaster.ts';

export { findBinaries } from './binaries.ts';

/** Which embedded server: each folder has one of its own per major. */
export interface EmbeddedOptions {
  /** Its data lies in `<folder>/.lockstep/embedded-postgres-<major>`. */
  readonly folder: string;
  readonly major: number;
  /** Defaults to false: whether it runs on when nobody uses it any more, until `stopEmbedded`. */
  readonly keep?: boolean;
  readonly signal?: AbortSignal | undefined;
}

/** A running embedded server that stays up until it is released, or this process ends. */
export interface EmbeddedServer {
  /** With the password. */
  readonly url: string;
  /** Lets the server go; without another user it stops about two seconds later, unless it is kept. */
  release(): Promise<void>;
}

export type EmbeddedStatus =
  | { readonly state: 'absent' | 'stopped'; readonly folder: string }
  | {
      readonly state: 'running';
      readonly folder: string;
      /** With the password. */
      readonly url: string;
      readonly pid: number;
      /** Whether it runs until it is stopped; else it goes with its last user. */
      readonly kept: boolean;
    };

/**
 * Returns the running server of the folder, started (and at first created) where needed. Throws DRIVER_MISSING where
 * the package is not installed, DATABASE_UNREACHABLE where PostgreSQL does not come up, INTERRUPTED on an abort.
 */
export async function startEmbedded(options: EmbeddedOptions): Promise<EmbeddedServer> {
  const home = homeOf(options.folder, options.major);
  const first = await lease(home, options);
  const held = { answer: first, released: false };
  void keepLease(home, held).catch(() => undefined);
  return {
    url: first.reply.url,
    release: async () => {
      held.released = true;
      held.answer.socket.end();
    },
  };
}

/** A supervisor that was killed leaves the server without a keeper: another one takes it over as it stands. */
async function keepLease(home: Home, held: { answer: Answer; released: boolean }): Promise<void> {
  while (!(await held.answer.ended) && !held.released) {
    held.answer = await lease(home, {});
    if (held.released) held.answer.socket.end();
  }
}

async function lease(
  home: Home,
  { keep = false, signal }: Pick<EmbeddedOptions, 'keep' | 'signal'>,
): Promise<Answer> {
  let supervisor: Supervisor | null = null;
  try {
    for (const deadline = Date.now() + 60_000; Date.now() < deadline; await sleep(10)) {
      if (signal?.aborted) throw new LockstepError('INTERRUPTED', 'Stopped while PostgreSQL was starting.');
      const answer = await askSupervisor(home.control, { ask: 'lease', keep });
      if (answer !== null) {
        // The server is no reason for this process to stay.
        answer.socket.unref();
        return answer;
      }
      if (supervisor === null || supervisor.hasEnded()) supervisor = await spawnSupervisor(home);
      const failure = supervisor.failure();
      if (failure !== null) throw failure;
    }
  } finally {
    // One that came second, and waits for its turn, ends when it is let go.
    if (supervisor?.process.connected) supervisor.process.disconnect();
  }
  throw new LockstepError('DATABASE_UNREACHABLE', 'The embedded PostgreSQL did not start within a minute.', {
    hint: `Read ${home.log}.`,
    details: { log: home.log },
  });
}

interface Supervisor {
  readonly process: ChildProcess;
  /** In order: its server had come up, and was stopped before anybody came for it. */
  readonly hasEnded: () => boolean;
  readonly failure: () => LockstepError | null;
}

/** What a supervisor tells of a start that failed. */
export interface StartFailure {
  readonly code: ErrorCode;
  readonly message: string;
  readonly hint: string;
  readonly details: Readonly<Record<string, unknown>>;
}

async function spawnSupervisor(home: Home): Promise<Supervisor> {
  await makeHome(home);
  // A project that does not ignore the folder would publish a cluster with its password.
  await writeFile(join(home.folder, '..', '.gitignore'), '*\n', { flag: 'wx' }).catch(() => undefined);
  const here = fileURLToPath(import.meta.url);
  const entry = fileURLToPath(new URL(`./supervisor${extname(here)}`, import.meta.url));
  // The debugger's port and the like are for this process alone.
  const { NODE_OPTIONS: _, ...env } = process.env;
  const child = spawn(process.execPath, [entry, home.owner, `${home.major}`], {
    detached: true,
    cwd: home.folder,
    env,
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  });
  let failure: LockstepError | null = null;
  child.on('message', ({ code, message, hint, details }: StartFailure) => {
    failure = new LockstepError(code, message, { hint, details });
  });
  const fail = (how: unknown): void => {
    failure ??= new LockstepError(
      'DATABASE_UNREACHABLE',
      `The supervisor of the embedded PostgreSQL ended (${how}).`,
      { hint: `Read ${home.log}.` },
    );
  };
  child.on('error', (error) => fail(error.message));
  child.on('exit', (code, signal) => {
    if (code === 0) return;
    // Its message can arrive after its end, but not after that of the channel.
    if (child.connected) child.once('disconnect', () => fail(code ?? signal));
    else fail(code ?? signal);
  });
  child.unref();
  child.channel?.unref();
  return { process: child, hasEnded: () => child.exitCode === 0, failure: () => failure };
}

/** Returns whether the folder has an embedded server with data, running or not. */
export async function embeddedExists(folder: string, major: number): Promise<boolean> {
  return access(homeOf(folder, major).data).then(
    () => true,
    () => false,
  );
}

/** Returns what the folder's server is doing: `absent` where it was never started. Starts nothing. */
export async function embeddedStatus({ folder, major }: EmbeddedOptions): Promise<EmbeddedStatus> {
  const home = homeOf(folder, major);
  const answer = await askSupervisor(home.control, { ask: 'status' });
  answer?.socket.end();
  if (answer !== null) return { state: 'running', folder: home.folder, ...answer.reply };
  return { state: (await embeddedExists(folder, major)) ? 'stopped' : 'absent', folder: home.folder };
}

/** Stops the folder's server, whoever uses it. Returns false where none ran. */
export async function stopEmbedded(options: EmbeddedOptions): Promise<boolean> {
  const home = homeOf(options.folder, options.major);
  let answer = await askSupervisor(home.control, { ask: 'stop' });
  if (answer === null) {
    const left = await readPostmaster(home.data);
    if (left === null || !isAlive(left.pid)) return false;
    // Its supervisor was killed: a new one takes it over, and knows whether the process is the server at all.
    const server = await startEmbedded({ folder: options.folder, major: options.major });
    await server.release();
    answer = await askSupervisor(home.control, { ask: 'stop' });
  }
  await answer?.ended;
  return true;
}

/** Stops the folder's server and removes its data. Returns false where there was none. */
export async function removeEmbedded(options: EmbeddedOptions): Promise<boolean> {
  const home = homeOf(options.folder, options.major);
  const existed = await embeddedExists(options.folder, options.major);
  await stopEmbedded(options);
  const cluster = await realpath(home.cluster).catch(() => home.cluster);
  await rm(cluster, { recursive: true, force: true });
  await rm(home.folder, { recursive: true, force: true });
  return existed;
}
