/** What a column means, whichever engine's words declare it. */
export type LogicalType = 'uuid' | 'text' | 'integer' | 'boolean' | 'timestamp' | 'json' | 'bytes';

export interface Column {
  readonly name: string;
  readonly type: LogicalType;
  readonly nullable: boolean;
  /** `now`, a literal, or null. */
  readonly default: string | null;
}

export interface Index {
  readonly kind: 'primary key' | 'unique' | 'index';
  /** Column names and expressions in order. */
  readonly keys: readonly string[];
  readonly predicate: string | null;
}

export interface ForeignKey {
  readonly columns: readonly string[];
  readonly target: string;
  readonly targetColumns: readonly string[];
  readonly onDelete: string;
  readonly onUpdate: string;
}

export interface Table {
  readonly name: string;
  readonly columns: readonly Column[];
  readonly indexes: readonly Index[];
  readonly foreignKeys: readonly ForeignKey[];
  /** Names of the named CHECKs. */
  readonly namedChecks: readonly string[];
  /** All CHECKs, without those that only say how a value is stored. */
  readonly checkCount: number;
  /** Name, timing and event. */
  readonly triggers: readonly string[];
}

export interface Catalog {
  readonly tables: readonly Table[];
  readonly views: readonly { readonly name: string; readonly columns: readonly string[] }[];
}

/** The catalog as sorted lines, equal where both engines have the same store. */
export function describeCatalog({ tables, views }: Catalog): readonly string[] {
  return [
    ...tables.flatMap(describeTable),
    ...views.map(({ name, columns }) => `view ${name} (${columns.join(', ')})`),
  ].sort();
}

function describeTable(table: Table): readonly string[] {
  const t = table.name;
  return [
    `table ${t} (${table.columns.map(({ name }) => name).join(', ')})`,
    ...table.columns.map(
      (c) => `column ${t}.${c.name} ${c.type}${c.nullable ? '' : ' not null'} default ${c.default ?? 'none'}`,
    ),
    ...table.indexes.map((i) => `${i.kind} ${t} (${i.keys.join(', ')}) where ${i.predicate ?? 'true'}`),
    ...table.foreignKeys.map(
      (f) =>
        `foreign key ${t} (${f.columns.join(', ')}) to ${f.target} (${f.targetColumns.join(', ')}) ` +
        `on delete ${f.onDelete} on update ${f.onUpdate}`,
    ),
    ...table.namedChecks.map((name) => `check ${t} ${name}`),
    `checks ${t}: ${table.checkCount}`,
    ...table.triggers.map((trigger) => `trigger ${t} ${trigger}`),
  ];
}

/** Foreign keys whose columns no whole index begins with: deleting a parent would scan the child. Empty when none. */
export function findUnindexedForeignKeys({ tables }: Catalog): readonly string[] {
  return tables.flatMap((table) =>
    table.foreignKeys
      .filter(
        ({ columns }) =>
          !table.indexes.some(
            ({ keys, predicate }) =>
              predicate === null && columns.every((column, place) => keys[place] === column),
          ),
      )
      .map(({ columns }) => `${table.name}(${columns.join(', ')})`),
  );
}
