import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { WorkerResult, WorkerTask } from './worker.ts';

const compileCache = fileURLToPath(new URL('../../.lockstep/compile-cache', import.meta.url));
const program = fileURLToPath(new URL('worker.ts', import.meta.url));

/** A process that migrates. */
export interface RunningWorker {
  readonly pid: number;
  /** Resolves when a gated worker waits at its gate. */
  readonly ready: Promise<void>;
  /** Opens the gate. */
  readonly begin: () => void;
  readonly signal: (name: 'SIGSTOP' | 'SIGCONT' | 'SIGKILL') => void;
  /** Null where it was killed. */
  readonly result: Promise<WorkerResult | null>;
}

/** `look` is called after each migration of a stepwise worker, which waits for it. */
export function startWorker(task: WorkerTask, look?: () => Promise<void>): RunningWorker {
  const child = spawn(process.execPath, [program, JSON.stringify(task)], {
    stdio: [task.isGated || task.isStepwise ? 'pipe' : 'ignore', 'pipe', 'pipe'],
    // Hundreds of processes load the same files.
    env: { ...process.env, NODE_COMPILE_CACHE: compileCache },
  });
  const { stdin, stdout, stderr, pid } = child;
  if (stdout === null || stderr === null || pid === undefined) throw new Error('the worker did not start');
  // Killed at its gate.
  stdin?.on('error', () => undefined);
  let output = '';
  let errors = '';
  const ready = new Promise<void>((resolve) => {
    stdout.on('data', (chunk: Buffer) => {
      output += chunk.toString();
      if (output.startsWith('ready\n')) resolve();
    });
  });
  let looking: Promise<unknown> = Promise.resolve();
  stdout.on('data', (chunk: Buffer) => {
    if (look !== undefined && chunk.toString().startsWith('applied\n'))
      // Where the look fails, the worker goes on and the failure is the run's.
      looking = Promise.all([looking, look()]).finally(() => stdin?.write('.'));
    looking.catch(() => undefined);
  });
  stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));
  const ended = new Promise<NodeJS.Signals | null>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (_code, by) => resolve(by));
  });
  return {
    pid,
    // One that ends before its gate fails by its result.
    ready: Promise.race([ready, ended.then(() => undefined)]),
    begin: () => void stdin?.end('go'),
    signal: (name) => void child.kill(name),
    result: ended.then(async (signal) => {
      await looking;
      if (signal === 'SIGKILL') return null;
      const last = output.trimEnd().split('\n').at(-1) ?? '';
      if (!last.startsWith('{')) throw new Error(`the worker ended without a result: ${errors}`);
      return JSON.parse(last) as WorkerResult;
    }),
  };
}

/** Runs a worker to its end; resolves with null when it was killed. */
export function runWorker(task: WorkerTask): Promise<WorkerResult | null> {
  return startWorker(task).result;
}
