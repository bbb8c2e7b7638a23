import type { EventListener } from '../../core/events.ts';
import type { LoadedModule, Migration } from '../../core/migration.ts';
import type { Schema } from '../../core/schema.ts';
import type { ScratchDatabase } from '../../drivers/scratch/scratch.ts';
import { introspectSession } from '../../introspect/introspect.ts';
import type { IntrospectOptions } from '../../introspect/read-schema.ts';
import { replayChain } from '../../replay/replay-chain.ts';
import { tellSteps } from '../../replay/tell-steps.ts';
import { withoutModuleSchemas, withoutObjectsOf } from './own-objects.ts';

/** What one engine's schema of a module is behind one step. */
export interface VersionSchema {
  readonly migration: Migration;
  readonly schema: Schema;
}

export interface ReadVersionsOptions {
  /** Told when a step begins. */
  readonly onEvent?: EventListener | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Applies one of the modules that share a scratch database to it, and returns its schema behind every step; empty where its
 * chain is. What other modules have made there before stays out, and so do all histories. Throws what `migrate` throws.
 */
export async function readVersions(
  scratch: ScratchDatabase,
  modules: readonly LoadedModule[],
  module: LoadedModule,
  { onEvent, signal }: ReadVersionsOptions,
): Promise<readonly VersionSchema[]> {
  const { session, engine } = scratch;
  const histories = modules.flatMap(({ history }) => history[engine]?.table ?? []);
  const options: IntrospectOptions = {
    ...schemasOf(module, scratch),
    histories,
    ...(signal === undefined ? {} : { signal }),
  };
  const tell = tellSteps(onEvent, scratch, module);
  // A module's PostgreSQL schema may be made by its first step: then there is nothing of others in it either.
  const before = options.schemas === undefined ? await introspectSession(session, options) : null;
  const versions: VersionSchema[] = [];
  tell(0);
  for await (const { migration } of replayChain(scratch, [module], signal === undefined ? {} : { signal })) {
    const read = withoutModuleSchemas(await introspectSession(session, options), modules);
    versions.push({ migration, schema: before === null ? read : withoutObjectsOf(read, before) });
    tell(versions.length);
  }
  return versions;
}

/** The schema that is the module's own; none where its engine has no schemas. */
export function schemasOf(
  { history }: LoadedModule,
  { engine }: Pick<ScratchDatabase, 'engine'>,
): Pick<IntrospectOptions, 'schemas'> {
  const schema = history[engine]?.schema ?? null;
  return schema === null ? {} : { schemas: [schema] };
}
