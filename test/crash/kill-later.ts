import { Worker } from 'node:worker_threads';

/** Sleeps on the flag, then for the given time, then kills the process: also while its main thread is inside SQLite. */
const program = `
  const { workerData: { flag, afterMs, pid } } = require('node:worker_threads');
  const view = new Int32Array(flag);
  Atomics.wait(view, 0, 0);
  Atomics.wait(view, 1, 0, afterMs);
  process.kill(pid, 'SIGKILL');
`;

/** Returns a trigger: this process is killed `afterMs` after it is pulled, whatever it is doing then. */
export async function armKill(afterMs: number): Promise<() => void> {
  const flag = new SharedArrayBuffer(8);
  const worker = new Worker(program, { eval: true, workerData: { flag, afterMs, pid: process.pid } });
  await new Promise((resolve) => worker.once('online', resolve));
  worker.unref();
  return () => {
    const view = new Int32Array(flag);
    Atomics.store(view, 0, 1);
    Atomics.notify(view, 0);
  };
}
