import type { Engine } from '../core/engine.ts';
import { LockstepError } from '../core/errors.ts';
import type { Schema } from '../core/schema.ts';
import type { Database } from '../drivers/open.ts';
import type { Reader } from '../drivers/port.ts';
import { readPostgresSchema } from './postgres-schema.ts';
import type { IntrospectOptions, ReadSchema } from './read-schema.ts';
import { readSqliteSchema } from './sqlite-schema.ts';

export type { IntrospectOptions };

const readers: Readonly<Record<Engine, ReadSchema>> = {
  postgres: readPostgresSchema,
  sqlite: readSqliteSchema,
};

/**
 * Returns what the database's catalog declares, read by one query; an empty schema where nothing is declared. Writes nothing.
 * Throws DATABASE_UNREACHABLE where the database does not exist, CONFIG_INVALID where a schema does not, PERMISSION_DENIED.
 */
export async function introspect(database: Database, options: IntrospectOptions = {}): Promise<Schema> {
  const session = await database.session({ create: false, signal: options.signal });
  if (session === null)
    throw new LockstepError('DATABASE_UNREACHABLE', `${database.address.redacted} does not exist`);
  return introspectSession(session, options);
}

/** As `introspect`, of a session that is open. */
export function introspectSession(session: Reader, options: IntrospectOptions = {}): Promise<Schema> {
  return readers[session.engine](session, options);
}
