import { createMigrator, introspect, openDatabase, type Schema } from '../../src/index.ts';
import { loadChain } from '../reference-store/chain.ts';

/** Migrates an empty database to the head of the reference store's chain, and returns what its catalog declares. */
export async function migrateAndRead(url: string): Promise<Schema> {
  const module = await loadChain();
  await using database = await openDatabase(url);
  await using migrator = createMigrator({ databases: [database], modules: [module] });
  await migrator.migrate();
  return introspect(database, { histories: ['schema_migrations'] });
}
