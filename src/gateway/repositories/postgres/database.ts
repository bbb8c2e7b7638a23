import type { NodePgDatabase } from 'drizzle-orm/node-postgres';

/** What a repository on PostgreSQL works with: a pool, or the client of a transaction. */
export type PostgresDatabase = NodePgDatabase<Record<string, never>>;
