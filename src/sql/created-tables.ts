import type { Engine } from '../core/engine.ts';
import { nameAt, type QualifiedName } from './names.ts';
import { type Statement, splitStatements } from './statements.ts';
import { isKeyword } from './token.ts';

/** How a table is recorded, per engine; null for one that lives no longer than its session. */
const recorded: Readonly<Record<Engine, (table: QualifiedName, schema: string | null) => string | null>> = {
  postgres: (table, schema) =>
    table.schema === 'pg_temp' ? null : `${table.schema ?? schema ?? 'public'}.${table.name}`,
  sqlite: (table) => (table.schema === 'temp' ? null : table.name),
};

/**
 * Returns the tables that CREATE TABLE statements of the script name, each once, without TEMP ones: `schema.table` on
 * PostgreSQL (`schema` is the module's, for names without one), `table` in lower case on SQLite. Empty where there is
 * none.
 */
export function createdTables(engine: Engine, text: string, schema: string | null): readonly string[] {
  const tables = splitStatements(engine, text).flatMap((statement) => {
    const table = createdTable(engine, statement);
    return table === null ? [] : (recorded[engine](table, schema) ?? []);
  });
  return [...new Set(tables)];
}

/** What may stand between CREATE and TABLE; a TEMP table is none of ours. */
const kinds = ['UNLOGGED', 'FOREIGN', 'VIRTUAL'];

function createdTable(engine: Engine, { head: tokens }: Statement): QualifiedName | null {
  if (!isKeyword(tokens[0], 'CREATE')) return null;
  let index = isKeyword(tokens[1], ...kinds) ? 2 : 1;
  if (!isKeyword(tokens[index], 'TABLE')) return null;
  index += 1;
  if (isKeyword(tokens[index], 'IF') && isKeyword(tokens[index + 1], 'NOT')) index += 3;
  return nameAt(engine, tokens, index);
}
