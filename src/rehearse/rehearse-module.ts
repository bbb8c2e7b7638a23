import { type Engine, engines, engineTitles } from '../core/engine.ts';
import type { Category, LoadedModule, Migration } from '../core/migration.ts';
import { type Replayed, replayChain } from '../replay/replay-chain.ts';
import { accountScript } from './account/account-script.ts';
import { compareEngines, type Moment } from './account/compare-engines.ts';
import { compareWithFresh } from './compare-with-fresh.ts';
import { describeDifferences } from './account/describe-differences.ts';
import { failedStep } from './failed-step.ts';
import { populate } from './populate/populate.ts';
import { readSnapshots, readState, type State } from './read-state.ts';
import type { ModuleOptions } from './rehearse-options.ts';
import type { ModuleRehearsal, NotCovered, RehearsalFinding, RehearsedStep } from './report.ts';
import type { Side } from './side.ts';

/** Clocks of servers and of this process are not the same. */
const clockSlackMs = 2_000;

/** Returns what one module's steps do to rows, on databases that the modules before it have been rehearsed on. */
export async function rehearseModule(options: ModuleOptions): Promise<ModuleRehearsal> {
  const { modules, place, signal, scratches } = options;
  const { module, from } = modules[place]!;
  const sides = engines.flatMap((engine): Side[] => {
    const [history, scratch] = [module.history[engine], scratches.get(engine)];
    return history === null || scratch === undefined ? [] : [{ engine, scratch, schema: history.schema }];
  });
  const run = new ModuleRun(options, sides);
  if (from !== undefined) {
    for (const side of sides) {
      const stop = signal === undefined ? {} : { signal };
      for await (const _ of replayChain(side.scratch, [from], stop));
    }
  }
  // Those of the modules before it are there already.
  if (from !== undefined || place > 0) await run.start();
  const applied = from === undefined ? new Set<string>() : appliedBy(from, module);
  const replay = { applied, ...(signal === undefined ? {} : { signal }) };
  const replays = new Map<Engine, AsyncGenerator<Replayed, void>>(
    sides.map(({ engine, scratch }) => [engine, replayChain(scratch, [module], replay)]),
  );
  for (const [index, migration] of module.chain.entries()) {
    if (applied.has(migration.name)) continue;
    await run.prepare(migration, index);
    if (!(await run.step(migration, (engine) => replays.get(engine)!.next()))) return run.result();
  }
  await run.finish();
  if (from !== undefined) await run.compareWithFresh();
  return run.result();
}

/** Names of the chain's steps that an earlier release has, one by one or inside a squashed one. */
function appliedBy(from: LoadedModule, { chain }: LoadedModule): ReadonlySet<string> {
  const names = new Set(from.chain.map(({ name }) => name));
  const isThere = ({ name, replaces }: Migration): boolean =>
    names.has(name) ||
    (replaces !== null &&
      from.chain.some(
        ({ series, number }) => series === 'V' && number >= replaces.from && number <= replaces.to,
      ));
  return new Set(chain.filter(isThere).map(({ name }) => name));
}

/** The rehearsal of one module, step by step. */
class ModuleRun {
  readonly #options: ModuleOptions;
  #sides: readonly Side[];
  readonly #module: LoadedModule;
  readonly #steps: Omit<RehearsedStep, 'findings'>[] = [];
  readonly #findings: RehearsalFinding[] = [];
  readonly #notCovered = new Map<string, NotCovered>();
  /** Differences between the engines that were told before. */
  readonly #told = new Set<string>();
  readonly #moments: Moment[] = [];
  #state: State | null = null;
  #last: Migration | null = null;
  #seenVersions = false;

  constructor(options: ModuleOptions, sides: readonly Side[]) {
    this.#options = options;
    this.#sides = sides;
    this.#module = options.modules[options.place]!.module;
  }

  /** Begins with what stands there: how the engines differ by now is not this run's to tell. */
  async start(): Promise<void> {
    await this.look();
    const { postgres, sqlite } = this.#state?.snapshots ?? {};
    if (postgres && sqlite) compareEngines(postgres, sqlite, this.#told, this.#moments);
  }

  /** Takes the databases as they are. */
  async look(): Promise<void> {
    this.#state = await readState(this.#sides, this.#options);
    this.#sides = this.#state.sides;
    for (const { engine } of this.#sides) {
      const version = this.#state.schemas[engine]?.version;
      if (version !== undefined) this.#options.onVersion(engine, version);
    }
    this.#seenVersions = true;
  }

  /** Brings rows into every table before a step. */
  async prepare(migration: Migration, index: number): Promise<void> {
    await this.#fill(migration.id);
    const { category } = migration;
    this.#tell(migration, { type: 'migration-started', category, index, count: this.#module.chain.length });
  }

  #tell(
    { name: migration }: Migration,
    event:
      | {
          readonly type: 'migration-started';
          readonly category: Category;
          readonly index: number;
          readonly count: number;
        }
      | { readonly type: 'migration-applied'; readonly durationMs: number },
  ): void {
    const [only, ...others] = this.#sides;
    const database = only === undefined || others.length > 0 ? 'both engines' : engineTitles[only.engine];
    this.#options.onEvent?.({ ...event, database, module: this.#module.name, migration });
  }

  /** Applies a step on every side, and accounts for it. Returns false where it failed. */
  async step(migration: Migration, apply: (engine: Engine) => Promise<unknown>): Promise<boolean> {
    const before = this.#state;
    const rows = (engine: Engine): number | null => countRows(before, engine, this.#sides);
    const counts = { postgres: rows('postgres'), sqlite: rows('sqlite') };
    const startedAt = Date.now();
    const failed = new Map<Engine, unknown>();
    for (const { engine } of this.#sides) {
      await apply(engine).catch((error: unknown) => failed.set(engine, error));
    }
    this.#moments.push({ from: startedAt - clockSlackMs, to: Date.now() + clockSlackMs });
    const durationMs = Date.now() - startedAt;
    const found: RehearsalFinding[] = [];
    for (const [engine, error] of failed) {
      found.push(await failedStep(error, migration, engine, this.#options));
    }
    await this.look();
    for (const { engine } of this.#sides) {
      const script = migration.scripts[engine];
      const [old, now] = [before?.snapshots[engine], this.#state?.snapshots[engine]];
      if (failed.has(engine) || script === null || !old || !now) continue;
      found.push(...accountScript(migration, script, old, now));
    }
    if (failed.size === 0) found.push(...this.#compare(migration, found));
    this.#last = migration;
    this.#findings.push(...found);
    this.#steps.push({ step: migration.id, name: migration.name, rows: counts });
    if (failed.size === 0) this.#tell(migration, { type: 'migration-applied', durationMs });
    return failed.size === 0;
  }

  /** What the last step left takes rows, too: a table that no later step meets is not passed over. */
  async finish(): Promise<void> {
    if (this.#last !== null && this.#seenVersions) await this.#fill(this.#last.id);
  }

  /** Behind the last step: an upgrade must end where an installation does. */
  async compareWithFresh(): Promise<void> {
    const step = this.#module.chain.at(-1)?.id;
    if (step === undefined || this.#state === null) return;
    this.#findings.push(...(await compareWithFresh(this.#state.schemas, step, this.#options)));
  }

  result(): ModuleRehearsal {
    return {
      module: this.#module.name,
      steps: this.#steps.map((step) => ({
        ...step,
        findings: this.#findings.filter((finding) => finding.step === step.step).length,
      })),
      findings: this.#findings,
      notCovered: [...this.#notCovered.values()],
    };
  }

  async #fill(step: string): Promise<void> {
    if (this.#state === null || this.#state.tables.length === 0) return;
    const { modules, place, rows, seed, normaliser } = this.#options;
    const from = Date.now() - clockSlackMs;
    const { empty, hasChanged } = await populate({
      sides: this.#sides,
      tables: this.#state.tables,
      snapshots: this.#state.snapshots,
      rows,
      normaliser,
      fixtures: modules[place]!.fixtures ?? new Map(),
      seed: `${seed} ${step}`,
      signal: this.#options.signal,
    });
    for (const { table, reason } of empty) {
      if (!this.#notCovered.has(table)) this.#notCovered.set(table, { table, step, reason });
    }
    if (!hasChanged) return;
    this.#moments.push({ from, to: Date.now() + clockSlackMs });
    this.#state = { ...this.#state, snapshots: await readSnapshots(this.#sides, this.#state.tables) };
    // The same INSERT that reads back as something else is the doing of the schema that the last step left.
    if (this.#last !== null) this.#findings.push(...this.#compare(this.#last, []));
  }

  #compare(migration: Migration, found: readonly RehearsalFinding[]): readonly RehearsalFinding[] {
    const { postgres, sqlite } = this.#state?.snapshots ?? {};
    if (!postgres || !sqlite) return [];
    const differences = compareEngines(postgres, sqlite, this.#told, this.#moments);
    return describeDifferences(differences, migration, found);
  }
}

function countRows(state: State | null, engine: Engine, sides: readonly Side[]): number | null {
  if (!sides.some((side) => side.engine === engine)) return null;
  return [...(state?.snapshots[engine]?.values() ?? [])].reduce((sum, { rows }) => sum + rows.length, 0);
}
