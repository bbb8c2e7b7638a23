import type { Engine } from '../core/engine.ts';
import { LockstepError } from '../core/errors.ts';
import type { LoadedModule, Migration } from '../core/migration.ts';
import type { Reader } from '../drivers/port.ts';
import { introspectSession } from '../introspect/introspect.ts';
import { adoptSteps } from '../migrate/adopt-steps.ts';
import type { ModuleState, Run } from '../migrate/run.ts';
import type { NotCompared } from '../parity/difference.ts';
import type { ExactDifference } from '../parity/exact/exact-difference.ts';
import { appliedChain, chainUpTo } from './applied-chain.ts';
import { compareWithReplay, type OpenTwin, readingOf } from './compare-with-replay.ts';
import { type LiveModule, type LiveOptions, problemOf, readLive, runOver } from './read-live.ts';
import { named, readLiveSchema } from './read-live-schema.ts';

export interface BaselineOptions extends LiveOptions {
  /** All modules of the configuration, in its order. */
  readonly modules: readonly LoadedModule[];
  /** The name of the module to take over. */
  readonly module: string;
  /** The step that the database is at, as `--to` takes it: V20 with the seeds and data steps behind it. */
  readonly at: string;
  readonly openTwin: OpenTwin;
}

/** A live database beside a replay up to the step, and what became of it. */
export interface DatabaseBaseline {
  readonly database: string;
  readonly engine: Engine;
  readonly module: string;
  /** `expected` is what the scripts make. */
  readonly differences: readonly ExactDifference[];
  readonly notCompared: readonly NotCompared[];
}

export interface BaselineReport {
  /** `adopted`: on all databases; `differs`: nothing was written on any. */
  readonly verdict: 'adopted' | 'differs';
  /** The id of the last step. */
  readonly at: string;
  readonly databases: readonly DatabaseBaseline[];
  /** What was adopted, by name; empty where nothing was. */
  readonly adopted: readonly string[];
  /** Those of them whose work is in rows, which nobody can look for: seeds and data steps, by name. */
  readonly notCheckable: readonly string[];
}

/**
 * Takes databases over that are in shape: where a live catalog is exactly what a replay up to the step makes, every step up
 * to it gets a history row with the note `adopted`, all of them or none; else the differences come back and nothing is
 * written, on any of them. Throws CONFIG_INVALID where a history has rows already, or a schema is not any more what was
 * compared (`details.adopted` names the databases that had their rows by then), HISTORY_FOREIGN, RESET_REQUIRED where an
 * older history stands there, USAGE for a step that the files do not have, DATABASE_UNREACHABLE, DRIVER_MISSING,
 * LOCK_TIMEOUT.
 */
export async function adoptBaseline(options: BaselineOptions): Promise<BaselineReport> {
  const { modules, openTwin, onEvent, signal } = options;
  const module = modules.find(({ name }) => name === options.module);
  if (module === undefined) throw new Error(`there is no module ${options.module}`);
  const replayed = chainUpTo(module, options.at);
  const run = runOver(options);
  const readings = await readLive(run, modules, 'baseline');
  const targets = readings.flatMap((reading) => reading.filter(({ state }) => state.module === module));
  for (const live of targets) refuse(live);
  try {
    const databases: DatabaseBaseline[] = [];
    const inShape: InShape[] = [];
    for (const { state } of targets) {
      const { database } = state;
      const reading = readings.find((each) => each.some((live) => live.state === state)) ?? [];
      const place = reading.findIndex((live) => live.state === state);
      const before = reading.slice(0, place).map(standing);
      const asked = readingOf(database, module, modules, signal);
      const found = await readLiveSchema(run, state, asked);
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
      const { name, engine } = database.address;
      databases.push({ database: name, engine, module: module.name, ...compare(found) });
      // The replay has taken a while.
      const isStillSo = async (reader: Reader): Promise<boolean> =>
        compare(await introspectSession(reader, asked)).differences.length === 0;
      inShape.push({ state, isStillSo });
    }
    const at = replayed.chain.findLast(({ series }) => series === 'V')?.id ?? options.at;
    if (databases.some(({ differences }) => differences.length > 0))
      return { verdict: 'differs', at, databases, adopted: [], notCheckable: [] };
    await adoptAll(run, inShape, replayed.chain);
    return {
      verdict: 'adopted',
      at,
      databases,
      adopted: replayed.chain.map(({ name }) => name),
      notCheckable: replayed.chain.filter(worksOnRows).map(({ name }) => name),
    };
  } finally {
    // Release never depends on the caller's signal, nor on how the run ended.
    for (const { state } of targets) await state.session?.leave(state.history);
  }
}

/** A database that was as the replay is, and what asks it again. */
interface InShape {
  readonly state: ModuleState;
  readonly isStillSo: (reader: Reader) => Promise<boolean>;
}

/** One after the other: a failure says which databases have their rows already. */
async function adoptAll(run: Run, inShape: readonly InShape[], chain: readonly Migration[]): Promise<void> {
  const adopted: string[] = [];
  for (const { state, isStillSo } of inShape) {
    try {
      await named(state, adoptSteps(run, state, chain, isStillSo));
    } catch (error) {
      if (!(error instanceof LockstepError) || adopted.length === 0) throw error;
      throw error.with({
        message: `${error.message} (adopted before it: ${adopted.join(', ')})`,
        hint: `${error.hint} Then name those that are left: --database NAME.`,
        details: { adopted },
      });
    }
    adopted.push(state.database.address.name);
  }
}

/** What a module before it has, or will have: its tables may be pointed at. */
function standing({ state, judgement }: LiveModule): LoadedModule {
  const { history } = state.snapshot;
  return history.length === 0 ? state.module : appliedChain(state.module, judgement, history);
}

function worksOnRows({ category, series }: Migration): boolean {
  return series !== 'V' || category === 'seed' || category === 'data';
}

/** Throws where the history says more than nothing. That the tables are there is what a baseline is for. */
function refuse(live: LiveModule): void {
  const { state, judgement } = live;
  const { history, progress } = state.snapshot;
  const { name } = state.database.address;
  const problem = problemOf(live);
  const isOlder = history.length > 0 || judgement.problem?.details['olderHistory'] === true;
  if (problem?.code === 'HISTORY_FOREIGN' || (problem?.code === 'RESET_REQUIRED' && isOlder)) throw problem;
  if (history.length > 0 || progress !== null) {
    const said = history.length === 1 ? '1 row' : `${history.length} rows`;
    const has = history.length > 0 ? said : `the step ${progress?.name ?? ''} half done`;
    throw new LockstepError(
      'CONFIG_INVALID',
      `${name}: the history of module ${state.module.name} has ${has} already: there is nothing to take over`,
      {
        hint:
          problem === null
            ? 'Run lockstep migrate: it goes on from where the history stands. Of several databases name those without one: --database NAME.'
            : 'Run lockstep status: it says what stands in the way of lockstep migrate.',
        details: { database: name, module: state.module.name, rows: history.map((row) => row.name) },
      },
    );
  }
}
