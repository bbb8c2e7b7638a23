import type { Engine } from '../core/engine.ts';
import { LockstepError } from '../core/errors.ts';
import type { Schema } from '../core/schema.ts';
import { introspectSession } from '../introspect/introspect.ts';
import { type PairedTable, pairTables, type Schemas } from './model/paired-table.ts';
import type { RehearsedModule } from './rehearse-options.ts';
import type { Side } from './side.ts';
import { readSnapshot, type Snapshots } from './snapshot/read-snapshot.ts';
import type { Snapshot } from './snapshot/snapshot.ts';

/** What the scratch databases hold at one moment. */
export interface State {
  readonly schemas: Schemas;
  readonly tables: readonly PairedTable[];
  readonly snapshots: Snapshots;
}

export interface StateOptions {
  readonly modules: readonly RehearsedModule[];
  readonly place: number;
  readonly signal?: AbortSignal;
}

/** Returns the schemas and all rows of the sides, tables of the modules before included. */
export async function readState(sides: readonly Side[], options: StateOptions): Promise<State> {
  const schemas: { -readonly [E in Engine]: Schema | null } = { postgres: null, sqlite: null };
  for (const side of sides) schemas[side.engine] = await readSchema(side, options);
  const known = options.modules.slice(0, options.place + 1);
  const logical = Object.assign({}, ...known.map((each) => each.logical ?? {})) as Record<string, string>;
  const tables = pairTables(schemas, logical);
  return { schemas, tables, snapshots: await readSnapshots(sides, tables) };
}

/** Returns all rows of the tables, of every side. */
export async function readSnapshots(
  sides: readonly Side[],
  tables: readonly PairedTable[],
): Promise<Snapshots> {
  const read = async (engine: Engine): Promise<Snapshot | null> => {
    const side = sides.find((each) => each.engine === engine);
    return side === undefined ? null : readSnapshot(side.scratch.session, tables, side.schema);
  };
  const [postgres, sqlite] = await Promise.all([read('postgres'), read('sqlite')]);
  return { postgres, sqlite };
}

/** The module's own schema first, then those of the modules before it: names of the first stand without it. */
async function readSchema(side: Side, { modules, place, signal }: StateOptions): Promise<Schema> {
  const before = modules.slice(0, place + 1).toReversed();
  const schemas = before.flatMap(({ module }) => module.history[side.engine]?.schema ?? []);
  const histories = modules.flatMap(({ module }) => module.history[side.engine]?.table ?? []);
  const stop = signal === undefined ? {} : { signal };
  try {
    return await introspectSession(side.scratch.session, {
      ...(schemas.length === 0 ? {} : { schemas: [...new Set(schemas)] }),
      histories: [...new Set(histories)],
      ...stop,
    });
  } catch (error) {
    // A step that failed may have been the one that makes the schema.
    if (!(error instanceof LockstepError) || error.code !== 'CONFIG_INVALID') throw error;
    return { engine: side.engine, version: '', tables: [], views: [], enums: [], others: [] };
  }
}
