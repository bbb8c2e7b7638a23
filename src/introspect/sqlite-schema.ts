import { LockstepError } from '../core/errors.ts';
import type { Check, OtherObject, Schema, Table, View } from '../core/schema.ts';
import type { Reader } from '../drivers/port.ts';
import { readCatalog, readViewColumns } from '../engines/sqlite/schema-sql.ts';
import { lowerAscii } from '../sql/names.ts';
import { isKeyword } from '../sql/token.ts';
import { tokenize } from '../sql/tokenize.ts';
import { readCreateTable } from '../sql/sqlite-ddl/read-create-table.ts';
import type { TableText } from '../sql/sqlite-ddl/table-text.ts';
import { readCreateView } from '../sql/sqlite-ddl/read-create-view.ts';
import { explainUnreadable } from './explain-unreadable.ts';
import { once } from './once.ts';
import type { ReadSchema } from './read-schema.ts';
import { sqliteColumns } from './sqlite-column.ts';
import { sqliteForeignKeys } from './sqlite-foreign-keys.ts';
import { type KeySource, sqliteIndexes, sqlitePrimaryKey, sqliteUniques } from './sqlite-keys.ts';
import { type Catalog, type CatalogTable, readCatalogRow } from './sqlite-rows.ts';
import { sqliteTriggers } from './sqlite-triggers.ts';

/**
 * Returns the schema of a SQLite database, read by one query; a view that may not compile any more is asked once more by
 * itself. What only a comparison needs (checks, names of keys, expressions) is read from the catalog's text when it is asked.
 */
export const readSqliteSchema: ReadSchema = async (session, { histories = [] }) => {
  const [row] = await session.query(readCatalog).catch((error: unknown) => {
    throw explainUnreadable(error);
  });
  const catalog = readCatalogRow(row ?? {});
  const left = leftOut(catalog, histories);
  const shown = catalog.tables
    .filter(({ name }) => !left.has(lowerAscii(name)))
    .toSorted((one, other) => (one.name < other.name ? -1 : 1));
  const parents = new Map(
    catalog.tables.filter(({ type }) => type !== 'view').map((table) => [lowerAscii(table.name), table]),
  );
  const views: View[] = [];
  for (const view of shown) if (view.type === 'view') views.push(await readView(session, view));
  const schema: Schema = {
    engine: 'sqlite',
    version: catalog.version,
    // What a virtual table keeps behind it is of the type `shadow`.
    tables: shown.filter(({ type }) => type === 'table').map((table) => tableOf(table, parents, catalog)),
    views,
    enums: [],
    others: othersOf(shown, catalog),
  };
  return schema;
};

/**
 * Everything but the name is put together when it is first asked. The getters are the table's and not each column's,
 * because the runtime keeps a hidden class for every object with getters of its own.
 */
function tableOf(
  table: CatalogTable,
  parents: ReadonlyMap<string, CatalogTable>,
  { indexTexts }: Catalog,
): Table {
  const text = once(() => readCreateTable(table.sql));
  const columns = once(() => sqliteColumns(table, text));
  const source = once((): KeySource => {
    const indexes = table.indexes.filter(({ name }) => !isVectorIndex(indexTexts.get(name)));
    return { table: { ...table, indexes }, columns: columns(), text, indexTexts };
  });
  const primaryKey = once(() => sqlitePrimaryKey(source()));
  const uniques = once(() => sqliteUniques(source()));
  const indexes = once(() => sqliteIndexes(source()));
  const foreignKeys = once(() => sqliteForeignKeys(table, parents, text));
  const checks = once(() => sqliteChecks(table, text));
  const triggers = once(() => sqliteTriggers(table));
  const { strict, withoutRowid } = table;
  return {
    schema: null,
    name: table.name,
    get columns() {
      return columns();
    },
    get primaryKey() {
      return primaryKey();
    },
    get uniques() {
      return uniques();
    },
    get indexes() {
      return indexes();
    },
    get foreignKeys() {
      return foreignKeys();
    },
    get checks() {
      return checks();
    },
    get triggers() {
      return triggers();
    },
    form: { strict, withoutRowid, partitionedBy: null, unlogged: false },
  };
}

function sqliteChecks({ sql }: CatalogTable, text: () => TableText): readonly Check[] {
  return /check/i.test(sql) ? text().checks.map((check) => ({ ...check, isValidated: true })) : [];
}

async function readView(session: Reader, view: CatalogTable): Promise<View> {
  const { columns, problem } =
    view.viewColumns.length > 0 ? { columns: view.viewColumns, problem: null } : await askView(session, view);
  return {
    schema: null,
    name: view.name,
    columns,
    isMaterialized: false,
    triggers: sqliteTriggers(view),
    definition: view.sql,
    problem,
  };
}

async function askView(session: Reader, view: CatalogTable): Promise<Pick<View, 'columns' | 'problem'>> {
  try {
    const rows = await session.query(readViewColumns(view.name));
    return { columns: rows.map(({ name }) => String(name)), problem: null };
  } catch (error) {
    if (!(error instanceof LockstepError) || typeof error.details['engineMessage'] !== 'string') throw error;
    if (error.details['connectionLost'] === true) throw error;
    return { columns: readCreateView(view.sql), problem: error.details['engineMessage'] };
  }
}

/** Names, in lower case, of what belongs to the engine, to another object, or to Lockstep. */
function leftOut({ tables, indexTexts }: Catalog, histories: readonly string[]): ReadonlySet<string> {
  const names = new Set(histories.flatMap((name) => [lowerAscii(name), `${lowerAscii(name)}_state`]));
  for (const [index, text] of indexTexts) if (isVectorIndex(text)) names.add(`${lowerAscii(index)}_shadow`);
  for (const { name } of tables) if (/^(?:sqlite|libsql)_/i.test(name)) names.add(lowerAscii(name));
  return names;
}

/** What libsql keeps for nearest neighbours: an index in name only. */
function isVectorIndex(text: string | undefined): boolean {
  return text !== undefined && /\blibsql_vector_idx\b/i.test(text);
}

function othersOf(shown: readonly CatalogTable[], { indexTexts }: Catalog): readonly OtherObject[] {
  return shown.flatMap((table): OtherObject[] => {
    if (table.type === 'virtual') return [{ kind: 'virtual table', name: table.name, definition: table.sql }];
    const vectors = table.indexes.flatMap(({ name }) => {
      const text = indexTexts.get(name);
      if (text === undefined || !isVectorIndex(text)) return [];
      return [{ kind: 'vector index', name: `${table.name}.${name}`, definition: text }];
    });
    const conflicts = conflictClauses(table);
    if (conflicts === '') return vectors;
    return [...vectors, { kind: 'conflict clause', name: table.name, definition: conflicts }];
  });
}

/** What happens instead of an error where a row breaks a rule; ABORT is what happens anyway. Empty where nothing is said. */
function conflictClauses({ type, sql }: CatalogTable): string {
  if (type !== 'table' || !/conflict/i.test(sql)) return '';
  const tokens = tokenize('sqlite', sql).filter(({ kind }) => kind !== 'comment');
  return tokens
    .flatMap((token, place) => {
      const action = tokens[place + 2];
      const isClause = isKeyword(token, 'ON') && isKeyword(tokens[place + 1], 'CONFLICT');
      if (!isClause || !isKeyword(action, 'ROLLBACK', 'FAIL', 'IGNORE', 'REPLACE')) return [];
      return [`ON CONFLICT ${action!.text.toUpperCase()}`];
    })
    .join(', ');
}
