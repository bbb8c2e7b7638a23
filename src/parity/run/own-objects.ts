import type { LoadedModule } from '../../core/migration.ts';
import type { Schema } from '../../core/schema.ts';
import { lowerAscii } from '../../sql/names.ts';

/**
 * Returns the schema without the objects that were there before: several modules share a database, and on SQLite
 * nothing but the time at which an object appeared says whose it is.
 */
export function withoutObjectsOf(schema: Schema, before: Schema): Schema {
  if (before.tables.length + before.views.length + before.others.length === 0) return schema;
  const tables = namesOf(before.tables);
  const views = namesOf(before.views);
  const others = namesOf(before.others.map(({ kind, name }) => ({ name: `${kind} ${name}` })));
  return {
    ...schema,
    tables: schema.tables.filter(({ name }) => !tables.has(lowerAscii(name))),
    views: schema.views.filter(({ name }) => !views.has(lowerAscii(name))),
    others: schema.others.filter(({ kind, name }) => !others.has(lowerAscii(`${kind} ${name}`))),
  };
}

/**
 * Returns the schema with the other modules' schemas left out of its names: a key to another module's table leads to that
 * table, whether the engine tells modules apart by a schema or not.
 */
export function withoutModuleSchemas(schema: Schema, modules: readonly LoadedModule[]): Schema {
  const schemas = new Set(modules.flatMap(({ history }) => history[schema.engine]?.schema ?? []));
  const known = (name: string | null): string | null => (name !== null && schemas.has(name) ? null : name);
  return {
    ...schema,
    tables: schema.tables.map((table) => ({
      ...table,
      foreignKeys: table.foreignKeys.map((key) => ({ ...key, targetSchema: known(key.targetSchema) })),
    })),
  };
}

function namesOf(objects: readonly { readonly name: string }[]): ReadonlySet<string> {
  return new Set(objects.map(({ name }) => lowerAscii(name)));
}
