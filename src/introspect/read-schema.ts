import type { Schema } from '../core/schema.ts';
import type { Reader } from '../drivers/port.ts';

/** What is read of a catalog. */
export interface IntrospectOptions {
  /**
   * PostgreSQL schemas; names of the first are written without it. Defaults to `public`. SQLite has none: there everything
   * in the file is read.
   */
  readonly schemas?: readonly string[];
  /** History tables to leave out, each with its side table (`<name>_state`). Defaults to none. */
  readonly histories?: readonly string[];
  readonly signal?: AbortSignal;
}

/** How an engine's catalog is read: one query. */
export type ReadSchema = (session: Reader, options: IntrospectOptions) => Promise<Schema>;
