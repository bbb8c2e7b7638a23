import type { Schema } from '../core/schema.ts';
import type { Database } from '../drivers/open.ts';
import type { IntrospectOptions } from '../introspect/read-schema.ts';

/**
 * Returns what the database's catalog declares, read by one query; an empty schema where nothing is declared. Writes nothing.
 * Throws DATABASE_UNREACHABLE where the database does not exist, CONFIG_INVALID where a schema does not, PERMISSION_DENIED.
 */
export async function introspect(database: Database, options: IntrospectOptions = {}): Promise<Schema> {
  return (await import('../introspect/introspect.ts')).introspect(database, options);
}
