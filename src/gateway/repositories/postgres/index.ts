import type { RepositoryContext } from '../../domain/repository-context.ts';
import type { Repositories } from '../../domain/store.ts';
import type { PostgresDatabase } from './database.ts';
import { apiKeys } from './api-keys.ts';
import { grants } from './grants.ts';
import { providers } from './providers.ts';

export type { PostgresDatabase };

/** Returns the repositories over one database or transaction. */
export function postgresRepositories(db: PostgresDatabase, context: RepositoryContext): Repositories {
  return {
    apiKeys: apiKeys(db, context),
    grants: grants(db, context),
    providers: providers(db, context),
  };
}
