import type { EventListener } from '../core/events.ts';
import type { LoadedModule } from '../core/migration.ts';
import type { Schema } from '../core/schema.ts';
import type { Database } from '../drivers/open.ts';
import type { ScratchServer } from '../drivers/scratch/scratch.ts';
import { introspectSession } from '../introspect/introspect.ts';
import type { IntrospectOptions } from '../introspect/read-schema.ts';
import { compareExact } from '../parity/exact/compare-exact.ts';
import type { NotCompared } from '../parity/difference.ts';
import type { ExactDifference } from '../parity/exact/exact-difference.ts';
import { withoutObjectsOf } from '../parity/run/own-objects.ts';
import { replayChain } from '../replay/replay-chain.ts';
import { tellSteps } from '../replay/tell-steps.ts';
import { withoutOthers } from './without-others.ts';

/** Returns scratch databases like a live one: of its engine, its library, its major version. */
export type OpenTwin = (live: Database, version: string, signal?: AbortSignal) => Promise<ScratchServer>;

export interface ReplayOptions {
  readonly live: Database;
  /** The live one's, as its reading says it. */
  readonly version: string;
  /** The module as configured: all of its steps. */
  readonly module: LoadedModule;
  /** The same with the steps to replay. */
  readonly replayed: LoadedModule;
  /** Modules that stand before it, each with the steps that the live database has. */
  readonly before: readonly LoadedModule[];
  /** All modules of the configuration: what theirs is is none of this one's. */
  readonly modules: readonly LoadedModule[];
  readonly openTwin: OpenTwin;
  /** Told when a step begins. */
  readonly onEvent?: EventListener | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** A live database beside a replay of its module's steps. */
export interface ReplayComparison {
  /** Exact; `expected` is what the replay has. Empty where both are the same. */
  readonly differences: readonly ExactDifference[];
  /** What is in the live database and none of the module's. */
  readonly notCompared: readonly NotCompared[];
}

/** Returns what is read of a live database, and of its replay: the module's schema without any module's history. */
export function readingOf(
  { address }: Database,
  module: LoadedModule,
  modules: readonly LoadedModule[],
  signal: AbortSignal | undefined,
): IntrospectOptions {
  const schema = module.history[address.engine]?.schema ?? null;
  return {
    histories: modules.flatMap(({ history }) => history[address.engine]?.table ?? []),
    ...(schema === null ? {} : { schemas: [schema] }),
    ...(signal === undefined ? {} : { signal }),
  };
}

/**
 * Replays steps on a scratch database like the live one, and returns what compares a reading of the live one with it. The
 * scratch database is gone by then, and the live one was not touched.
 */
export async function compareWithReplay(options: ReplayOptions): Promise<(live: Schema) => ReplayComparison> {
  const { live, version, module, replayed, before, modules, openTwin, onEvent, signal } = options;
  const { engine } = live.address;
  const reading = readingOf(live, module, modules, signal);
  const stopping = signal === undefined ? {} : { signal };
  const nothing: Schema = { engine, version, tables: [], views: [], enums: [], others: [] };
  const server = await openTwin(live, version, signal);
  try {
    const scratch = await server.create(signal);
    try {
      for await (const _ of replayChain(scratch, before, stopping));
      const others =
        reading.schemas === undefined ? await introspectSession(scratch.session, reading) : nothing;
      const tell = tellSteps(onEvent, scratch, replayed);
      let begun = 0;
      tell(begun);
      for await (const _ of replayChain(scratch, [replayed], stopping)) tell(++begun);
      const expected =
        replayed.chain.length === 0
          ? nothing
          : withoutObjectsOf(await introspectSession(scratch.session, reading), others);
      return (found) => {
        const { schema: own, left } = withoutOthers(found, expected, module, modules);
        return { differences: compareExact(expected, own), notCompared: left };
      };
    } finally {
      await scratch[Symbol.asyncDispose]();
    }
  } finally {
    await server[Symbol.asyncDispose]();
  }
}
