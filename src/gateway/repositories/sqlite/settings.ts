import { asc, eq } from 'drizzle-orm';
import type { RepositoryContext } from '../../domain/repository-context.ts';
import type { SettingRepository } from '../../domain/settings.ts';
import { settings as table } from '../../tables/sqlite/index.ts';
import { found } from '../found.ts';
import type { SqliteDatabase } from './database.ts';

export function settings(db: SqliteDatabase, { now }: RepositoryContext): SettingRepository {
  return {
    async get(name) {
      return (await db.select().from(table).where(eq(table.name, name)))[0] ?? null;
    },
    list: async () => db.select().from(table).orderBy(asc(table.name)),
    async set(name, value, updatedBy = null) {
      const set = { value, updatedBy, updatedAt: now() };
      return found(
        await db
          .insert(table)
          .values({ name, ...set })
          .onConflictDoUpdate({ target: table.name, set })
          .returning(),
      );
    },
  };
}
