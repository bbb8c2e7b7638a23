import { and, asc, desc, eq, lte } from 'drizzle-orm';
import type { PriceRepository } from '../../domain/prices.ts';
import type { RepositoryContext } from '../../domain/repository-context.ts';
import { modelPrices as table } from '../../tables/postgres/index.ts';
import { found } from '../found.ts';
import type { PostgresDatabase } from './database.ts';

export function prices(db: PostgresDatabase, { now, newId }: RepositoryContext): PriceRepository {
  return {
    async add({ id = newId(), ...given }) {
      return found(
        await db
          .insert(table)
          .values({ ...given, id, createdAt: now() })
          .returning(),
      );
    },
    async find(id) {
      return (await db.select().from(table).where(eq(table.id, id)))[0] ?? null;
    },
    async priceAt(modelId, at) {
      const [price] = await db
        .select()
        .from(table)
        .where(and(eq(table.modelId, modelId), lte(table.effectiveFrom, at)))
        .orderBy(desc(table.effectiveFrom))
        .limit(1);
      return price ?? null;
    },
    list: async (modelId) =>
      db.select().from(table).where(eq(table.modelId, modelId)).orderBy(asc(table.effectiveFrom)),
    async remove(id) {
      found(await db.delete(table).where(eq(table.id, id)).returning({ id: table.id }), 'price', id);
    },
  };
}
