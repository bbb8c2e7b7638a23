import { asc, eq, or, sql } from 'drizzle-orm';
import { foldAscii } from '../../domain/fold-ascii.ts';
import type { ModelRepository } from '../../domain/models.ts';
import type { RepositoryContext } from '../../domain/repository-context.ts';
import { modelAliases, models as table } from '../../tables/postgres/index.ts';
import { found } from '../found.ts';
import { containsText } from './contains-text.ts';
import type { PostgresDatabase } from './database.ts';

export function models(db: PostgresDatabase, { now, newId }: RepositoryContext): ModelRepository {
  return {
    async create({ id = newId(), modality = 'chat', capabilities = [], status = 'available', ...given }) {
      const createdAt = now();
      const values = { ...given, id, modality, capabilities, status, createdAt, updatedAt: createdAt };
      return found(await db.insert(table).values(values).returning());
    },
    async find(id) {
      return (await db.select().from(table).where(eq(table.id, id)))[0] ?? null;
    },
    async findBySlug(slug) {
      return (await db.select().from(table).where(eq(table.slug, slug)))[0] ?? null;
    },
    async resolve(name) {
      const folded = foldAscii(name);
      const behindAlias = db
        .select({ id: modelAliases.modelId })
        .from(modelAliases)
        .where(eq(modelAliases.alias, folded));
      const [model] = await db
        .select()
        .from(table)
        .where(or(eq(table.slug, folded), eq(table.id, sql`(${behindAlias})`)))
        .orderBy(sql`CASE WHEN ${table.slug} = ${folded} THEN 0 ELSE 1 END`)
        .limit(1);
      return model ?? null;
    },
    list: async () => db.select().from(table).orderBy(asc(table.slug)),
    search: async (text) =>
      db
        .select()
        .from(table)
        .where(or(containsText(table.name, text), containsText(table.slug, text)))
        .orderBy(asc(table.slug)),
    async update(id, change) {
      const values = { ...change, updatedAt: now() };
      return found(await db.update(table).set(values).where(eq(table.id, id)).returning(), 'model', id);
    },
    async remove(id) {
      found(await db.delete(table).where(eq(table.id, id)).returning({ id: table.id }), 'model', id);
    },
    async addAlias(alias) {
      const values = { ...alias, createdAt: now() };
      return found(await db.insert(modelAliases).values(values).returning());
    },
    listAliases: async (modelId) =>
      db
        .select()
        .from(modelAliases)
        .where(eq(modelAliases.modelId, modelId))
        .orderBy(asc(modelAliases.alias)),
    async removeAlias(alias) {
      const own = eq(modelAliases.alias, alias);
      found(
        await db.delete(modelAliases).where(own).returning({ alias: modelAliases.alias }),
        'alias',
        alias,
      );
    },
  };
}
