import type { RepositoryContext } from '../../domain/repository-context.ts';
import type { Repositories } from '../../domain/store.ts';
import type { SqliteDatabase } from './database.ts';
import { apiKeys } from './api-keys.ts';
import { grants } from './grants.ts';
import { providers } from './providers.ts';

export type { SqliteDatabase };

/** Returns the repositories over one database or transaction. */
export function sqliteRepositories(db: SqliteDatabase, context: RepositoryContext): Repositories {
  return {
    apiKeys: apiKeys(db, context),
    grants: grants(db, context),
    providers: providers(db, context),
  };
}
