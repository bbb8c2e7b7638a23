import type { Catalog, Column, Index, LogicalType } from './catalog.ts';

type Row = Readonly<Record<string, string | number | null>>;

/** Runs one SELECT. */
export type SelectRows = (sql: string) => Promise<readonly Row[]>;

const storedNow = "CAST(unixepoch('subsec') * 1000 AS INTEGER)";

/** What stands in the file; `logical` is what the parity file says about columns that SQLite cannot tell apart. */
export async function readSqliteCatalog(
  select: SelectRows,
  logical: Readonly<Record<string, string>>,
): Promise<Catalog> {
  const objects = await select(
    "SELECT type, name, sql FROM sqlite_schema WHERE name NOT LIKE 'sqlite\\_%' ESCAPE '\\'",
  );
  const definitions = (type: string): readonly { name: string; sql: string }[] =>
    objects
      .filter((object) => object['type'] === type)
      .map((object) => ({ name: String(object['name']), sql: String(object['sql']) }));

  const triggers = definitions('trigger');
  const tables = await Promise.all(
    definitions('table').map(async ({ name, sql }) => ({
      name,
      columns: (await select(`SELECT * FROM pragma_table_info('${name}') ORDER BY cid`)).map((row) =>
        readColumn(name, row, sql, logical),
      ),
      indexes: await readIndexes(select, name, definitions('index')),
      foreignKeys: await readForeignKeys(select, name),
      namedChecks: [...sql.matchAll(/CONSTRAINT (\w+)\s+CHECK/g)].map(([, check]) => check ?? ''),
      checkCount: [...sql.matchAll(/CHECK \((?!length\(\w+\) = 36\)|json_valid\(|\w+ IN \(0, 1\)\))/g)]
        .length,
      triggers: triggers
        .filter((trigger) => new RegExp(`\\bON ${name}\\b`).test(trigger.sql))
        .map((trigger) => `${trigger.name} ${/(?:BEFORE|AFTER) \w+/.exec(trigger.sql)?.[0]}`),
    })),
  );
  const views = await Promise.all(
    definitions('view').map(async ({ name }) => ({
      name,
      columns: (await select(`SELECT name FROM pragma_table_info('${name}') ORDER BY cid`)).map((row) =>
        String(row['name']),
      ),
    })),
  );
  return { tables, views };
}

function readColumn(table: string, row: Row, sql: string, logical: Readonly<Record<string, string>>): Column {
  const name = String(row['name']);
  const type = logicalType(table, name, String(row['type']), sql, logical);
  const stored = row['dflt_value'] ?? null;
  return { name, type, nullable: row['notnull'] === 0, default: plainDefault(stored, type) };
}

/** UUIDs that are foreign keys are known by their parent, ids by their CHECK. */
function logicalType(
  table: string,
  column: string,
  declared: string,
  sql: string,
  logical: Readonly<Record<string, string>>,
): LogicalType {
  const says = (check: string): boolean => sql.includes(`CHECK (${check})`);
  if (declared === 'BLOB') return 'bytes';
  if (logical[`${table}.${column}`] === 'timestamp-ms') return 'timestamp';
  if (says(`${column} IN (0, 1)`)) return 'boolean';
  if (declared === 'INTEGER') return 'integer';
  if (says(`json_valid(${column})`)) return 'json';
  if (says(`length(${column}) = 36`)) return 'uuid';
  return new RegExp(`^  ${column} TEXT.* REFERENCES \\w+ \\(\\w*id\\)`, 'm').test(sql) ? 'uuid' : 'text';
}

function plainDefault(stored: string | number | null, type: LogicalType): string | null {
  if (stored === null) return null;
  if (stored === storedNow) return 'now';
  return type === 'boolean' ? String(stored === '1') : String(stored);
}

async function readIndexes(
  select: SelectRows,
  table: string,
  definitions: readonly { readonly name: string; readonly sql: string }[],
): Promise<readonly Index[]> {
  const kinds = { pk: 'primary key', unique: 'unique', plain: 'index' } as const;
  const rows = await select(`SELECT * FROM pragma_index_list('${table}')`);
  return Promise.all(
    rows.map(async (row): Promise<Index> => {
      const name = String(row['name']);
      const sql = definitions.find((definition) => definition.name === name)?.sql ?? '';
      const keys = await select(`SELECT name FROM pragma_index_info('${name}') ORDER BY seqno`);
      return {
        kind: kinds[row['origin'] === 'pk' ? 'pk' : row['unique'] === 1 ? 'unique' : 'plain'],
        // An expression has no name in the pragma: the store has lower(email) only.
        keys: keys.map((key) => String(key['name'] ?? /lower\(\w+\)/.exec(sql)?.[0])),
        predicate: row['partial'] === 1 ? (sql.split(/\sWHERE\s/)[1] ?? '').trim() : null,
      };
    }),
  );
}

async function readForeignKeys(
  select: SelectRows,
  table: string,
): Promise<Catalog['tables'][number]['foreignKeys']> {
  const rows = await select(`SELECT * FROM pragma_foreign_key_list('${table}')`);
  return rows.map((row) => ({
    columns: [String(row['from'])],
    target: String(row['table']),
    targetColumns: [String(row['to'])],
    onDelete: String(row['on_delete']),
    onUpdate: String(row['on_update']),
  }));
}
