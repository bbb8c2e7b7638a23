import { type SQL, sql } from 'drizzle-orm';
import { customType, integer as storedInteger, text } from 'drizzle-orm/sqlite-core';
import { formatJson, type JsonValue, parseJson } from '../../domain/json.ts';

/**
 * The column forms of migrations/README.md on SQLite. tables/postgres/columns.ts has the same names, and the same values in
 * JavaScript.
 */

export { text } from 'drizzle-orm/sqlite-core';

/** A UUID in lower case. */
export const id = text;

/**
 * A number; the table's CHECKs keep it within 2^53 − 1. It is sent as a whole number: the drivers send a JavaScript number as a
 * floating one, which would make sums floating.
 */
export const integer = customType<{ data: number; driverData: number | bigint }>({
  dataType: () => 'integer',
  toDriver: (value) => BigInt(value),
  fromDriver: Number,
});

export const boolean = (name: string) => storedInteger(name, { mode: 'boolean' });

/** A Date. */
export const moment = customType<{ data: Date; driverData: number | bigint }>({
  dataType: () => 'integer',
  toDriver: (value) => BigInt(value.getTime()),
  fromDriver: (value) => new Date(Number(value)),
});

/** A JSON value, its keys in the order of domain/json.ts. A null is the NULL of SQL. */
export const json = customType<{ data: JsonValue; driverData: string }>({
  dataType: () => 'text',
  toDriver: formatJson,
  fromDriver: parseJson,
});

/** Bytes, as a plain Uint8Array of their own: better-sqlite3 gives a Buffer, libsql an ArrayBuffer. */
export const bytes = customType<{ data: Uint8Array; driverData: Uint8Array | ArrayBuffer }>({
  dataType: () => 'blob',
  toDriver: (value) => Buffer.from(value),
  fromDriver: (value) => new Uint8Array(value),
});

/** The default of moments: the clock of the machine that SQLite runs on. */
export const now: SQL = sql`(CAST(unixepoch('subsec') * 1000 AS INTEGER))`;
