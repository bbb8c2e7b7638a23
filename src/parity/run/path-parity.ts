import { LockstepError } from '../../core/errors.ts';
import type { EventListener } from '../../core/events.ts';
import { automaticCategories, categories, type LoadedModule } from '../../core/migration.ts';
import type { Schema } from '../../core/schema.ts';
import type { ScratchDatabase, ScratchServer } from '../../drivers/scratch/scratch.ts';
import { introspectSession } from '../../introspect/introspect.ts';
import { createMigrator, type MigrateOptions } from '../../migrate/migrator.ts';
import { replayChain } from '../../replay/replay-chain.ts';
import { compareExact } from '../exact/compare-exact.ts';
import type { PathParity } from '../report.ts';
import { withoutObjectsOf } from './own-objects.ts';
import { parityPaths } from './parity-paths.ts';
import { schemasOf } from './read-versions.ts';

export interface PathOptions {
  readonly module: LoadedModule;
  /** Modules that stand before it: their tables are there on every path. Defaults to none. */
  readonly before?: readonly LoadedModule[];
  readonly server: ScratchServer;
  /** The module's schema after a fresh install. */
  readonly fresh: Schema;
  /** Told when a step begins. */
  readonly onEvent?: EventListener | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Returns what each other way to the head leaves otherwise than a fresh install, on one engine; empty where steps can run
 * in one order only. Throws what `migrate` throws where a way does not lead to the head.
 */
export async function pathParity(options: PathOptions): Promise<readonly PathParity[]> {
  const { module, server } = options;
  if (module.history[server.engine] === null) return [];
  const paths: PathParity[] = [];
  for (const { stop, left } of parityPaths(module, server.engine)) {
    const path = `stopped behind ${stop.id} without ${left.join(', ')}, then the rest`;
    paths.push(
      await walk(options, path, async (scratch) => {
        await migrateHeld(scratch, module, { to: stop.id, categories: automaticCategories }, options);
      }),
    );
  }
  return paths;
}

/**
 * Returns what a database of an earlier release's files, upgraded with today's, has otherwise than a fresh install.
 * `populate` is called between the two. Throws what `migrate` throws: CHECKSUM_MISMATCH where today's files are no longer
 * those of then.
 */
export function upgradeParity(
  options: PathOptions & {
    readonly earlier: LoadedModule;
    /** For people: `origin/main`. */
    readonly from: string;
    readonly populate?: (scratch: ScratchDatabase) => Promise<void>;
  },
): Promise<PathParity> {
  return walk(options, `from ${options.from}, upgraded`, async (scratch) => {
    await migrateHeld(scratch, options.earlier, { categories }, options);
    await options.populate?.(scratch);
  });
}

async function walk(
  { module, before = [], server, fresh, onEvent, signal }: PathOptions,
  path: string,
  begin: (scratch: ScratchDatabase) => Promise<void>,
): Promise<PathParity> {
  const scratch = await server.create(signal);
  try {
    for await (const _ of replayChain(scratch, before, signal === undefined ? {} : { signal }));
    const options = {
      ...schemasOf(module, scratch),
      histories: [...before, module].flatMap(({ history }) => history[server.engine]?.table ?? []),
    };
    const others = options.schemas === undefined ? await introspectSession(scratch.session, options) : null;
    await begin(scratch);
    await migrateHeld(scratch, module, { categories }, { onEvent, signal });
    const schema = await introspectSession(scratch.session, options);
    const found = others === null ? schema : withoutObjectsOf(schema, others);
    return { engine: server.engine, path, differences: compareExact(fresh, found) };
  } finally {
    await scratch[Symbol.asyncDispose]();
  }
}

/** What a closed gate holds is what the path is about. */
async function migrateHeld(
  scratch: ScratchDatabase,
  module: LoadedModule,
  options: MigrateOptions,
  { onEvent, signal }: Pick<PathOptions, 'onEvent' | 'signal'>,
): Promise<void> {
  const migrator = createMigrator({
    databases: [scratch.database],
    modules: [module],
    actor: 'lockstep',
    ...(onEvent === undefined
      ? {}
      : { onEvent: (event) => event.type === 'migration-started' && onEvent(event) }),
  });
  try {
    await migrator.migrate({ ...options, ...(signal === undefined ? {} : { signal }) });
  } catch (error) {
    if (!(error instanceof LockstepError) || error.code !== 'MANUAL_PENDING') throw error;
  }
}
