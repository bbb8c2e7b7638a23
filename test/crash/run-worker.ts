import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { WorkerResult, WorkerTask } from './worker.ts';

const compileCache = fileURLToPath(new URL('../../.lockstep/compile-cache', import.meta.url));
const program = fileURLToPath(new URL('worker.ts', import.meta.url));

/** Runs a worker; resolves with null when it was killed, by itself or after `killAfterMs`. */
export async function runWorker(
  task: WorkerTask,
  killAfterMs: number | null = null,
): Promise<WorkerResult | null> {
  const child = spawn(process.execPath, [program, JSON.stringify(task)], {
    stdio: ['ignore', 'pipe', 'pipe'],
    // Hundreds of processes load the same files.
    env: { ...process.env, NODE_COMPILE_CACHE: compileCache },
  });
  let output = '';
  let errors = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));
  const timer = killAfterMs === null ? null : setTimeout(() => child.kill('SIGKILL'), killAfterMs);
  const signal = await new Promise<NodeJS.Signals | null>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (_code, by) => resolve(by));
  });
  if (timer !== null) clearTimeout(timer);
  if (signal === 'SIGKILL') return null;
  if (output === '') throw new Error(`the worker ended without a result: ${errors}`);
  return JSON.parse(output) as WorkerResult;
}
