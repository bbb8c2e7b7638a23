import type { RepositoryContext } from '../../domain/repository-context.ts';
import type { Repositories } from '../../domain/store.ts';
import type { SqliteDatabase } from './database.ts';
import { providers } from './providers.ts';

export type { SqliteDatabase };

/** Returns the repositories over one database or transaction. */
export function sqliteRepositories(db: SqliteDatabase, context: RepositoryContext): Repositories {
  return {
    providers: providers(db, context),
  };
}
