import { engines } from '../../core/engine.ts';
import type { LoadedModule, Migration } from '../../core/migration.ts';
import { columnsOf } from './rebuilt-touch.ts';
import { scriptTouches } from './script-touches.ts';
import type { Touch } from './touch.ts';
import { WrittenSchema } from './written-schema.ts';

/** What a module's migrations touch, each on both engines. */
export interface ChainTouches {
  /** By name of the migration, the PostgreSQL script's first. */
  readonly byMigration: ReadonlyMap<string, readonly Touch[]>;
  /**
   * Every table and view that there ever was, with the columns that it ever had; null for those whose statement does
   * not write them out.
   */
  readonly known: ReadonlyMap<string, ReadonlySet<string> | null>;
  /** The tables and views that stand at the head, with the id of the step that made each. */
  readonly head: ReadonlyMap<string, string>;
}

/** Returns what the migrations of a module touch. */
export function chainTouches({ chain }: LoadedModule): ChainTouches {
  const schemas = engines.map((engine) => ({ engine, schema: new WrittenSchema() }));
  const byMigration = new Map<string, readonly Touch[]>();
  const known = new Map<string, ReadonlySet<string> | null>();
  const head = new Map<string, string>();
  for (const migration of chain) {
    const touches = schemas.flatMap(({ engine, schema }) => {
      const script = migration.scripts[engine];
      return script === null ? [] : scriptTouches(schema, script);
    });
    byMigration.set(migration.name, touches);
    for (const { schema } of schemas) remember(known, head, schema, migration);
  }
  for (const name of head.keys()) if (!schemas.some(({ schema }) => schema.has(name))) head.delete(name);
  return { byMigration, known, head };
}

function remember(
  known: Map<string, ReadonlySet<string> | null>,
  head: Map<string, string>,
  schema: WrittenSchema,
  { id }: Migration,
): void {
  for (const name of schema.names) {
    if (!head.has(name)) head.set(name, id);
    const parts = schema.partsOf(name);
    const before = known.get(name);
    if (before === null) continue;
    known.set(name, parts === null ? null : new Set([...(before ?? []), ...columnsOf(parts)]));
  }
}
