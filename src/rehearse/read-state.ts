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
  /** Each with the schema that its tables without one lie in. */
  readonly sides: readonly Side[];
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
export async function readState(given: readonly Side[], options: StateOptions): Promise<State> {
  const schemas: { -readonly [E in Engine]: Schema | null } = { postgres: null, sqlite: null };
  const sides: Side[] = [];
  for (const side of given) {
    const { schema, first } = await readSchema(side, options);
    schemas[side.engine] = schema;
    sides.push({ ...side, schema: first });
  }
  const known = options.modules.slice(0, options.place + 1);
  const logical = Object.assign({}, ...known.map((each) => each.logical ?? {})) as Record<string, string>;
  const tables = pairTables(schemas, logical);
  return { sides, schemas, tables, snapshots: await readSnapshots(sides, tables) };
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

export interface ReadSchema {
  readonly schema: Schema;
  /** The schema whose tables stand without its name. */
  readonly first: string | null;
}

/** Returns what a side declares: the module's own schema first, then those of the modules before it. */
export async function readSchema(side: Side, options: StateOptions): Promise<ReadSchema> {
  const { modules, place } = options;
  const before = modules.slice(0, place + 1).toReversed();
  const asked = [...new Set(before.flatMap(({ module }) => module.history[side.engine]?.schema ?? []))];
  try {
    return await introspectSchemas(side, asked, options);
  } catch (error) {
    // The module's first step makes its schema, where it does not fail.
    if (!(error instanceof LockstepError) || error.code !== 'CONFIG_INVALID') throw error;
    if (asked.length > 1) return introspectSchemas(side, asked.slice(1), options);
    const nothing = { tables: [], views: [], enums: [], others: [] };
    return { schema: { engine: side.engine, version: '', ...nothing }, first: null };
  }
}

async function introspectSchemas(
  { engine, scratch }: Side,
  schemas: readonly string[],
  { modules, signal }: StateOptions,
): Promise<ReadSchema> {
  const histories = modules.flatMap(({ module }) => module.history[engine]?.table ?? []);
  const schema = await introspectSession(scratch.session, {
    ...(schemas.length === 0 ? {} : { schemas }),
    histories: [...new Set(histories)],
    ...(signal === undefined ? {} : { signal }),
  });
  return { schema, first: schemas[0] ?? null };
}
