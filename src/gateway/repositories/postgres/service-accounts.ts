import { asc, eq } from 'drizzle-orm';
import type { RepositoryContext } from '../../domain/repository-context.ts';
import type { ServiceAccountRepository } from '../../domain/service-accounts.ts';
import { serviceAccounts as table } from '../../tables/postgres/index.ts';
import { found } from '../found.ts';
import type { PostgresDatabase } from './database.ts';

export function serviceAccounts(
  db: PostgresDatabase,
  { now, newId }: RepositoryContext,
): ServiceAccountRepository {
  return {
    async create({ id = newId(), status = 'active', ...given }) {
      const createdAt = now();
      const values = { ...given, id, status, createdAt, updatedAt: createdAt };
      return found(await db.insert(table).values(values).returning());
    },
    async find(id) {
      return (await db.select().from(table).where(eq(table.id, id)))[0] ?? null;
    },
    list: async (teamId) => db.select().from(table).where(eq(table.teamId, teamId)).orderBy(asc(table.name)),
    async update(id, change) {
      const values = { ...change, updatedAt: now() };
      const changed = await db.update(table).set(values).where(eq(table.id, id)).returning();
      return found(changed, 'service account', id);
    },
    async remove(id) {
      const gone = await db.delete(table).where(eq(table.id, id)).returning({ id: table.id });
      found(gone, 'service account', id);
    },
  };
}
