import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { StarterEnd, StarterTask } from './starter.ts';

const compileCache = fileURLToPath(new URL('../../.lockstep/compile-cache', import.meta.url));
const program = fileURLToPath(new URL('starter.ts', import.meta.url));

/** A process that starts as an application does. */
export interface RunningStarter {
  readonly pid: number;
  /** Resolves when a line begins like this; throws when the process ends without one. */
  readonly says: (start: string | RegExp) => Promise<void>;
  readonly begin: () => void;
  readonly kill: (signal: 'SIGTERM' | 'SIGINT' | 'SIGKILL') => void;
  /** `end` is null where it was killed. */
  readonly ended: Promise<{ readonly exitCode: number | null; readonly end: StarterEnd | null }>;
  readonly lines: readonly string[];
}

/** Starts a process on a store. */
export function runStarter(
  task: Pick<StarterTask, 'url' | 'module'> & Partial<StarterTask>,
  user: { readonly uid?: number; readonly gid?: number } = {},
): RunningStarter {
  const whole: StarterTask = { mode: 'auto', lockTimeoutMs: 30_000, isGated: false, ...task };
  const child = spawn(process.execPath, [program, JSON.stringify(whole)], {
    stdio: ['pipe', 'pipe', 'pipe'],
    env: { ...process.env, NODE_COMPILE_CACHE: compileCache },
    ...user,
  });
  child.stdin.on('error', () => undefined);
  let [output, errors] = ['', ''];
  const listeners = new Set<() => void>();
  const lines = (): readonly string[] => output.split('\n').slice(0, -1);
  child.stdout.on('data', (chunk: Buffer) => {
    output += chunk.toString();
    for (const listener of listeners) listener();
  });
  child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));
  const ended = new Promise<{ readonly exitCode: number | null; readonly end: StarterEnd | null }>(
    (resolve, reject) => {
      child.on('error', reject);
      child.on('close', (exitCode, signal) => {
        if (signal === 'SIGKILL') return resolve({ exitCode, end: null });
        try {
          resolve({ exitCode, end: JSON.parse(lines().at(-1) ?? '') as StarterEnd });
        } catch {
          reject(new Error(`the starter ended with ${exitCode ?? signal}: ${errors}${output}`));
        }
      });
    },
  );
  // Whoever looks for a line is told by it.
  ended.catch(() => undefined);
  return {
    pid: child.pid ?? 0,
    says: (start) =>
      new Promise<void>((resolve, reject) => {
        const look = (): void => {
          if (
            !lines().some((line) => (typeof start === 'string' ? line.startsWith(start) : start.test(line)))
          )
            return;
          listeners.delete(look);
          resolve();
        };
        listeners.add(look);
        look();
        const miss = (): void => reject(new Error(`it never said ${String(start)}: ${output}${errors}`));
        void ended.then(miss, miss);
      }),
    begin: () => void child.stdin.end('go'),
    kill: (signal) => void child.kill(signal),
    ended,
    get lines() {
      return lines();
    },
  };
}
