import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Spent } from '../gateway/stores/spend-all.ts';
import type { SpendTask } from './spend-worker.ts';

const compileCache = fileURLToPath(new URL('../../.lockstep/compile-cache', import.meta.url));
const program = fileURLToPath(new URL('spend-worker.ts', import.meta.url));

/** When a process is killed: so many milliseconds after its so many-th request was answered. */
export interface SpenderKill {
  readonly afterRequests: number;
  readonly afterMs: number;
}

/** A process that posts usage. */
export interface Spender {
  /** Resolves when its store is open. */
  readonly ready: Promise<void>;
  readonly begin: () => void;
  /** The requests of which it said that they were posted. */
  readonly posted: readonly string[];
  /** Null where it was killed. */
  readonly spent: Promise<Spent | null>;
}

/** Starts one, which opens its store and waits to begin. */
export function startSpender(task: SpendTask, kill: SpenderKill | null): Spender {
  const child = spawn(process.execPath, [program, JSON.stringify(task)], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: { ...process.env, NODE_COMPILE_CACHE: compileCache },
  });
  // One that died before it began.
  child.stdin.on('error', () => undefined);
  const posted: string[] = [];
  const { promise: ready, resolve: isReady } = Promise.withResolvers<void>();
  let answered = 0;
  let last: Spent | null = null;
  createInterface({ input: child.stdout }).on('line', (line) => {
    const [word, told = ''] = [line.split(' ', 1)[0], line.slice(line.indexOf(' ') + 1)];
    if (word === 'ready') return isReady();
    if (word === 'spent') return void (last = JSON.parse(told) as Spent);
    if (word === 'posted') posted.push(told);
    if (++answered === kill?.afterRequests) void sleep(kill.afterMs).then(() => child.kill('SIGKILL'));
  });
  const ended = new Promise<NodeJS.Signals | null>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (_code, signal) => resolve(signal));
  });
  return {
    ready: Promise.race([ready, ended.then(() => undefined)]),
    begin: () => void child.stdin.end('go'),
    posted,
    spent: ended.then((signal) => {
      if (last === null && signal !== 'SIGKILL') throw new Error('A worker ended before it was done');
      return last;
    }),
  };
}
