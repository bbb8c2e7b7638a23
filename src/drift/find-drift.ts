import type { Engine } from '../core/engine.ts';
import type { LoadedModule } from '../core/migration.ts';
import type { NotCompared } from '../parity/difference.ts';
import type { ExactDifference } from '../parity/exact/exact-difference.ts';
import { appliedChain } from './applied-chain.ts';
import { compareWithReplay, type OpenTwin, readingOf, type ReplayComparison } from './compare-with-replay.ts';
import { readAtRest } from './read-at-rest.ts';
import { type LiveModule, type LiveOptions, problemOf, readLive, runOver } from './read-live.ts';

export interface DriftOptions extends LiveOptions {
  /** All modules of the configuration, in its order. */
  readonly modules: readonly LoadedModule[];
  /** Names of the modules to look at. Defaults to all. */
  readonly only?: readonly string[];
  readonly openTwin: OpenTwin;
}

/** One module on one live database beside a replay of its own history. */
export interface ModuleDrift {
  readonly database: string;
  readonly engine: Engine;
  readonly module: string;
  /** The id of the last step of its history, or null where it has none. */
  readonly head: string | null;
  /** `expected` is what the history makes. Empty where nothing has drifted. */
  readonly differences: readonly ExactDifference[];
  readonly notCompared: readonly NotCompared[];
}

/** `drifted`: a difference on any database. */
export interface DriftReport {
  readonly verdict: 'same' | 'drifted';
  readonly modules: readonly ModuleDrift[];
}

/**
 * Returns how live databases differ from what their own histories make, each replayed from the files on a scratch database;
 * nothing is written to the live ones. Throws what stands in the way of a replay: CHECKSUM_MISMATCH, MISSING_FILE,
 * DATABASE_NEWER and their like, BASELINE_REQUIRED where there is no history; DATABASE_UNREACHABLE, DRIVER_MISSING,
 * LOCK_TIMEOUT where a step that is under way does not end.
 */
export async function findDrift(options: DriftOptions): Promise<DriftReport> {
  const { modules, only, openTwin, onEvent, signal } = options;
  const run = runOver(options);
  const readings = await readLive(run, modules, 'drift');
  const chosen = (live: LiveModule): boolean => only === undefined || only.includes(live.state.module.name);
  for (const live of readings.flat().filter(chosen)) refuse(live);
  const drifts: ModuleDrift[] = [];
  for (const reading of readings) {
    for (const [place, live] of reading.entries()) {
      if (!chosen(live)) continue;
      const { database, module } = live.state;
      const { name, engine } = database.address;
      if (chainOf(live).chain.length === 0) {
        drifts.push({ database: name, engine, module: module.name, head: null, ...nothing });
        continue;
      }
      const resting = await readAtRest(run, live, readingOf(database, module, modules, signal));
      refuse(resting);
      const { found } = resting;
      const replayed = chainOf(resting);
      const before = reading.slice(0, place).map(chainOf);
      const compare = await compareWithReplay({
        live: database,
        version: found.version,
        module,
        replayed,
        before,
        modules,
        openTwin,
        onEvent,
        signal,
      });
      const head = replayed.chain.at(-1)?.id ?? null;
      drifts.push({ database: name, engine, module: module.name, head, ...compare(found) });
    }
  }
  const verdict = drifts.some(({ differences }) => differences.length > 0) ? 'drifted' : 'same';
  return { verdict, modules: drifts };
}

const nothing: ReplayComparison = { differences: [], notCompared: [] };

function refuse(live: LiveModule): void {
  const problem = problemOf(live);
  // A new file below the head has nothing to do with what is applied.
  if (problem !== null && problem.code !== 'OUT_OF_ORDER') throw problem;
}

function chainOf({ state, judgement }: LiveModule): LoadedModule {
  return appliedChain(state.module, judgement, state.snapshot.history);
}
