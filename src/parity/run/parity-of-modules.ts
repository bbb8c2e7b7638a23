import { type Engine, engines } from '../../core/engine.ts';
import type { EventListener } from '../../core/events.ts';
import type { LoadedModule } from '../../core/migration.ts';
import type { ScratchDatabase, ScratchServer } from '../../drivers/scratch/scratch.ts';
import type { NotCompared, ParityFile } from '../difference.ts';
import type { ModuleParity, ParityReport } from '../report.ts';
import { prepareComparison } from './compare-at.ts';
import { judgeVersions, type VersionPair } from './judge-versions.ts';
import { pathParity } from './path-parity.ts';
import { staleLogical } from './stale-logical.ts';
import { readVersions, type VersionSchema } from './read-versions.ts';
import { toReport } from './verdict.ts';

/** A module with its parity file as read. */
export interface ParityModule {
  readonly module: LoadedModule;
  readonly file: ParityFile;
}

export interface ModulesParityOptions {
  /** In configuration order: they share the scratch databases. */
  readonly modules: readonly ParityModule[];
  readonly servers: { readonly [E in Engine]: ScratchServer };
  /** Defaults to `head`: the differences that stand behind the last step. `each`: those on the way too. */
  readonly at?: 'head' | 'each';
  /** Defaults to false: a warning does not make the verdict. */
  readonly strict?: boolean;
  /** Told when a step begins. */
  readonly onEvent?: EventListener;
  readonly signal?: AbortSignal;
}

/**
 * Returns the parity of modules: their migrations are replayed on scratch databases of both engines, and the schemas are
 * compared behind every step; then each engine's other ways to the head are walked. A module that does not exist on one
 * engine is listed as not compared. Throws what `migrate` throws where a script fails, PERMISSION_DENIED where no
 * database may be created, INTERRUPTED.
 */
export async function parityOfModules(options: ModulesParityOptions): Promise<ParityReport> {
  const { modules, servers, strict = false, signal } = options;
  const scratches = new Map<Engine, ScratchDatabase>();
  try {
    for (const engine of engines) scratches.set(engine, await servers[engine].create(signal));
    const reports: ModuleParity[] = [];
    for (const [place, parity] of modules.entries()) {
      const before = modules.slice(0, place).map(({ module }) => module);
      reports.push(await parityOfModule(parity, before, scratches, options));
    }
    return toReport(reports, strict);
  } finally {
    for (const scratch of scratches.values()) await scratch[Symbol.asyncDispose]();
  }
}

async function parityOfModule(
  { module, file }: ParityModule,
  before: readonly LoadedModule[],
  scratches: ReadonlyMap<Engine, ScratchDatabase>,
  { modules, servers, at = 'head', onEvent, signal }: ModulesParityOptions,
): Promise<ModuleParity> {
  const read = (engine: Engine): Promise<readonly VersionSchema[]> => {
    const scratch = scratches.get(engine);
    if (scratch === undefined || module.history[engine] === null) return Promise.resolve([]);
    const sharing = modules.map((each) => each.module);
    return readVersions(scratch, sharing, module, { onEvent, signal });
  };
  // Both are waited for, so that none is left in mid air when one of them fails.
  const [postgres, sqlite] = unwrap(await Promise.allSettled([read('postgres'), read('sqlite')]));
  const absent = engines.find((engine) => module.history[engine] === null);
  const pairs = absent === undefined ? pairUp(postgres, sqlite) : [];
  const { notCompared, ...judged } = judgeVersions(pairs, await prepareComparison(pairs, file), at);
  const head = pairs.at(-1);
  const fresh = { postgres: head?.postgres, sqlite: head?.sqlite };
  const paths: ModuleParity['paths'][number][] = [];
  for (const engine of engines) {
    const schema = fresh[engine];
    if (schema === undefined) continue;
    paths.push(
      ...(await pathParity({ module, before, server: servers[engine], fresh: schema, onEvent, signal })),
    );
  }
  return {
    module: module.name,
    engines: {
      postgres: `PostgreSQL ${postgres.at(-1)?.schema.version ?? ''}`.trim(),
      sqlite: `SQLite ${sqlite.at(-1)?.schema.version ?? ''}`.trim(),
    },
    ...judged,
    staleExceptions: [...judged.staleExceptions, ...(pairs.length === 0 ? [] : staleLogical(pairs, file))],
    notCompared: absent === undefined ? notCompared : [absentModule(module, absent)],
    paths,
  };
}

function unwrap<T>([first, second]: readonly [PromiseSettledResult<T>, PromiseSettledResult<T>]): readonly [
  T,
  T,
] {
  if (first.status === 'rejected') throw first.reason;
  if (second.status === 'rejected') throw second.reason;
  return [first.value, second.value];
}

function pairUp(
  postgres: readonly VersionSchema[],
  sqlite: readonly VersionSchema[],
): readonly VersionPair[] {
  return postgres.flatMap(({ migration, schema }, place) => {
    const other = sqlite[place]?.schema;
    return other === undefined ? [] : [{ migration, postgres: schema, sqlite: other }];
  });
}

function absentModule({ name }: LoadedModule, engine: Engine): NotCompared {
  return {
    side: engine,
    kind: 'module',
    name,
    reason: `the configuration has no migrations of it for ${engine}`,
  };
}
