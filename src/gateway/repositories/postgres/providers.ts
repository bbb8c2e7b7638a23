import { and, asc, eq, ne, or } from 'drizzle-orm';
import type { ProviderRepository } from '../../domain/providers.ts';
import type { RepositoryContext } from '../../domain/repository-context.ts';
import { Conflict } from '../../domain/store-error.ts';
import { providerCredentials, providers as table } from '../../tables/postgres/index.ts';
import { found } from '../found.ts';
import { containsText } from './contains-text.ts';
import type { PostgresDatabase } from './database.ts';

export function providers(db: PostgresDatabase, { now, newId }: RepositoryContext): ProviderRepository {
  return {
    async create({ id = newId(), status = 'enabled', settings = {}, ...given }) {
      const createdAt = now();
      const values = { ...given, id, status, settings, createdAt, updatedAt: createdAt };
      return found(await db.insert(table).values(values).returning());
    },
    async find(id) {
      return (await db.select().from(table).where(eq(table.id, id)))[0] ?? null;
    },
    async findBySlug(slug) {
      return (await db.select().from(table).where(eq(table.slug, slug)))[0] ?? null;
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
      return found(await db.update(table).set(values).where(eq(table.id, id)).returning(), 'provider', id);
    },
    async remove(id) {
      found(await db.delete(table).where(eq(table.id, id)).returning({ id: table.id }), 'provider', id);
    },
    async addCredential({ id = newId(), keyVersion = 1, ...given }) {
      const values = { ...given, id, keyVersion, status: 'standby' as const, createdAt: now() };
      return found(await db.insert(providerCredentials).values(values).returning());
    },
    listCredentials: async (providerId) =>
      db
        .select()
        .from(providerCredentials)
        .where(eq(providerCredentials.providerId, providerId))
        .orderBy(asc(providerCredentials.label)),
    async activateCredential(id) {
      const own = eq(providerCredentials.id, id);
      // Of two at once, the second looks when the first is done.
      await db
        .select({ id: table.id })
        .from(table)
        .innerJoin(providerCredentials, eq(providerCredentials.providerId, table.id))
        .where(own)
        .for('no key update', { of: table });
      const { providerId, status } = found(
        await db.select().from(providerCredentials).where(own),
        'credential',
        id,
      );
      if (status === 'retired') throw new Conflict(`The credential ${id} is retired`);
      const others = and(
        eq(providerCredentials.providerId, providerId),
        eq(providerCredentials.status, 'active'),
        ne(providerCredentials.id, id),
      );
      await db.update(providerCredentials).set({ status: 'retired' }).where(others);
      const values = { status: 'active' as const, rotatedAt: now() };
      return found(await db.update(providerCredentials).set(values).where(own).returning());
    },
  };
}
