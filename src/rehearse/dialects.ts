import type { Engine } from '../core/engine.ts';
import { postgresRows } from '../engines/postgres/rehearse-sql.ts';
import type { RowDialect } from '../engines/row-dialect.ts';
import { sqliteRows } from '../engines/sqlite/rehearse-sql.ts';

/** How each engine reads and writes whole tables. */
export const dialects: Readonly<Record<Engine, RowDialect>> = { postgres: postgresRows, sqlite: sqliteRows };
