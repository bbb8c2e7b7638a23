import { logicalColumns } from '../../../scripts/read-store-schema.ts';
import config from '../../../lockstep.config.ts';
import { introspect, loadModule, openDatabase, type Schema } from '../../../src/index.ts';
import { dialects } from '../../../src/rehearse/dialects.ts';
import { type PairedTable, pairTables } from '../../../src/rehearse/model/paired-table.ts';
import { canonicalValue } from '../../../src/rehearse/values/canonical-value.ts';
import type { RawAccess } from './raw-access.ts';
import { root } from '../../../scripts/reference-store.ts';

/** What a database holds: the rows of each table as lines of `column=value`, in the order of their texts. */
export type Contents = ReadonlyMap<string, readonly string[]>;

/** Returns what the catalog of a migrated database declares. */
async function readSchema(url: string): Promise<Schema> {
  const modules = await Promise.all(config.modules.map((module) => loadModule(module, root)));
  await using database = await openDatabase(url);
  return introspect(database, {
    histories: modules.flatMap(({ history }) => history[database.address.engine]?.table ?? []),
  });
}

/** Returns the tables of the store with the columns of both engines. */
export async function readPairedTables(urls: {
  readonly postgres: string;
  readonly sqlite: string;
}): Promise<readonly PairedTable[]> {
  const [postgres, sqlite] = await Promise.all([readSchema(urls.postgres), readSchema(urls.sqlite)]);
  return pairTables({ postgres, sqlite }, await logicalColumns());
}

/** Returns all rows, each value in its logical form (docs/rehearsal.md): equal texts are equal values on either engine. */
export async function readContents(access: RawAccess, tables: readonly PairedTable[]): Promise<Contents> {
  const dialect = dialects[access.engine];
  const selects = tables.map((table) => {
    const columns = table.columns.map(({ sides }) => sides[access.engine]!.row);
    return { table, columns, sql: dialect.select({ schema: null, name: table.name, columns }) };
  });
  const rows = await readAll(
    access,
    selects.map(({ sql }) => sql),
  );
  return new Map(
    selects.map(({ table, columns }, at) => {
      const lines = (rows[at] ?? []).map((row) =>
        columns
          .map((column, index) => {
            const value = canonicalValue(dialect.raw(row[`c${index}`], column), column);
            return `${column.name}=${value === null ? 'NULL' : JSON.stringify(value)}`;
          })
          .join(' '),
      );
      return [table.name, lines.toSorted()];
    }),
  );
}

type Rows = readonly Readonly<Record<string, unknown>>[];

/** PostgreSQL answers all queries in one round trip. */
async function readAll(access: RawAccess, queries: readonly string[]): Promise<readonly Rows[]> {
  if (access.engine === 'sqlite') return Promise.all(queries.map((query) => access.rows(query)));
  const parts = queries.map(
    (query, at) => `(SELECT coalesce(json_agg(r), '[]') FROM (${query}) r) AS t${at}`,
  );
  const [row] = await access.rows(`SELECT ${parts.join(', ')}`);
  return queries.map((_, at) => row?.[`t${at}`] as Rows);
}

/** Returns how the contents of two databases differ, a line per row that one has alone; empty where they are equal. */
export function compareContents(
  [firstName, first]: readonly [string, Contents],
  [otherName, other]: readonly [string, Contents],
): readonly string[] {
  return [...first].flatMap(([table, lines]) => {
    const others = other.get(table) ?? [];
    if (lines.join('\n') === others.join('\n')) return [];
    return [
      ...lines
        .filter((line) => !others.includes(line))
        .map((line) => `${table} of ${firstName} alone: ${line}`),
      ...others
        .filter((line) => !lines.includes(line))
        .map((line) => `${table} of ${otherName} alone: ${line}`),
    ];
  });
}
