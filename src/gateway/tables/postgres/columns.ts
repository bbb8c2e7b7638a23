import { type SQL, sql } from 'drizzle-orm';
import { bigint, customType, uuid } from 'drizzle-orm/pg-core';
import { formatJson, type JsonValue, sortKeys } from '../../domain/json.ts';
import { readMoment } from './moment-text.ts';

/**
 * The column forms of migrations/README.md on PostgreSQL. tables/sqlite/columns.ts has the same names, and the same values in
 * JavaScript.
 */

export { boolean, text } from 'drizzle-orm/pg-core';

/** A UUID in lower case. */
export const id = uuid;

/** A number; the table's CHECKs keep it within 2^53 − 1. */
export const integer = (name: string) => bigint(name, { mode: 'number' });

/** A Date. The connection has to set DateStyle to ISO; its time zone does not matter. */
export const moment = customType<{ data: Date; driverData: string }>({
  dataType: () => 'timestamp(3) with time zone',
  toDriver: (value) => value.toISOString(),
  fromDriver: readMoment,
});

/**
 * A JSON value, its keys in the order of domain/json.ts. A null is the NULL of SQL. drizzle's own jsonb would parse a value
 * that is a text a second time: the text "5" would be read as the number.
 */
export const json = customType<{ data: JsonValue; driverData: JsonValue }>({
  dataType: () => 'jsonb',
  toDriver: formatJson,
  fromDriver: sortKeys,
});

/** Bytes, as a plain Uint8Array of their own. */
export const bytes = customType<{ data: Uint8Array; driverData: Uint8Array }>({
  dataType: () => 'bytea',
  toDriver: (value) => Buffer.from(value),
  fromDriver: (value) => new Uint8Array(value),
});

/** The default of moments: the server's clock. */
export const now: SQL = sql`now()`;
