import type { Catalog, LogicalType, Table } from './catalog.ts';

/** A JSON value, apart from text and from no value at all. */
export interface Json {
  readonly json: unknown;
}

/** A value as both engines mean it. A moment is its RFC 3339 text after reading, a Date before writing. */
export type Value = string | number | boolean | null | Date | Uint8Array | Json;
export type Row = Readonly<Record<string, Value>>;

/** The rows of each table, parents before children. */
export type Rows = readonly (readonly [table: string, rows: readonly Row[]])[];

/** A value in a form that compares equal, whether it was given or read. */
function plainValue(value: Value): unknown {
  if (value instanceof Date) return value.toISOString();
  if (value instanceof Uint8Array) return Buffer.from(value).toString('hex');
  return value;
}

export function plainRow(row: Row): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(row).map(([name, value]) => [name, plainValue(value)]));
}

/** What the engine stored, read by the column's meaning. */
export function readValue(type: LogicalType, stored: unknown): unknown {
  if (stored === null || stored === undefined) return null;
  switch (type) {
    case 'boolean':
      return stored === true || stored === 1;
    case 'integer':
      return Number(stored);
    case 'timestamp':
      return new Date(stored as Date | number).toISOString();
    case 'json':
      return { json: JSON.parse(String(stored)) };
    case 'bytes':
      return Buffer.from(stored as Uint8Array).toString('hex');
    default:
      return stored;
  }
}

/** The table of that name. Throws when there is none. */
export function findTable(catalog: Catalog, name: string): Table {
  const table = catalog.tables.find((each) => each.name === name);
  if (table === undefined) throw new Error(`no table ${name}`);
  return table;
}
