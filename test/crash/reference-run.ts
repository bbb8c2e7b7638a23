import { loadModule } from '../../src/files/load-module.ts';
import type { TestStore } from '../stores/test-store.ts';
import { gateway, killChain, type Pace } from './kill-chain.ts';
import { startWorker } from './run-worker.ts';
import type { SeenEvent, WorkerResult, WorkerTask } from './worker.ts';

/** The task of a worker that migrates the chain, at once and to its end. */
export function taskFor(
  urls: readonly string[],
  { pace = 'quick', ...more }: Partial<WorkerTask> & { readonly pace?: Pace } = {},
): WorkerTask {
  return {
    urls,
    module: gateway,
    folder: killChain(pace),
    categories: null,
    to: null,
    kill: null,
    isStepwise: false,
    isGated: false,
    ...more,
  };
}

/** One call of `migrate` on the way to the end of the chain. */
export type Phase = Partial<Pick<WorkerTask, 'categories' | 'to'>>;

/** The ways to the end: an install, and an older release that is upgraded gate by gate. */
export const ways = {
  install: [{}],
  upgrade: [{ to: 'V18' }, {}, { categories: ['data'] }, { categories: ['release'] }],
} as const satisfies Readonly<Record<string, readonly Phase[]>>;

export type Way = keyof typeof ways;

/** What a store looks like after so many steps. */
interface Look {
  readonly catalog: readonly string[];
  readonly rows: readonly string[];
}

/** What undisturbed runs did: what killed ones are measured against. */
export interface ReferenceRun {
  readonly chain: readonly string[];
  /** By the number of applied steps, from 0. */
  readonly looks: readonly Look[];
  /** The events of each phase of each way: the boundaries at which a run can be killed. */
  readonly events: Readonly<Record<Way, readonly (readonly SeenEvent[])[]>>;
}

/** Goes each way on a fresh store without any fault, and looks at the first after every step. */
export async function recordReferenceRun(fresh: () => Promise<TestStore>): Promise<ReferenceRun> {
  const module = await loadModule(gateway, killChain('quick'));
  const looks: Look[] = [];
  const walk = async (way: Way): Promise<readonly (readonly SeenEvent[])[]> => {
    const store = await fresh();
    const isStepwise = way === 'install';
    const look = async (): Promise<void> => {
      looks.push({ catalog: await store.catalog(), rows: await store.rows() });
    };
    if (isStepwise) await look();
    const events = [];
    for (const phase of ways[way])
      events.push(
        (await undisturbed(taskFor(store.urls.slice(0, 1), { ...phase, isStepwise }), look)).events,
      );
    await store.drop();
    return events;
  };
  return {
    chain: module.chain.map(({ name }) => name),
    looks,
    events: { install: await walk('install'), upgrade: await walk('upgrade') },
  };
}

async function undisturbed(task: WorkerTask, look: () => Promise<void>): Promise<WorkerResult> {
  const { result: ended } = startWorker(task, look);
  const result = await ended;
  if (result === null || result.error !== null)
    throw new Error(`a run without a fault: ${result?.error?.message}`);
  return result;
}
