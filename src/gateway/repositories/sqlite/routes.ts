import { and, asc, desc, eq, getTableColumns, isNull, lte, or } from 'drizzle-orm';
import type { RepositoryContext } from '../../domain/repository-context.ts';
import { completeRoute, type RouteRepository } from '../../domain/routes.ts';
import { providers, routeHealth as health, routes as table } from '../../tables/sqlite/index.ts';
import { found } from '../found.ts';
import type { SqliteDatabase } from './database.ts';
import { profileRules } from './profile-rules.ts';
import { routeHealth } from './route-health.ts';

const inOrder = [asc(table.priority), desc(table.weight), asc(table.id)];

export function routes(db: SqliteDatabase, context: RepositoryContext): RouteRepository {
  const { now } = context;
  return {
    ...profileRules(db, context),
    ...routeHealth(db, context),
    async create(route) {
      return found(await db.insert(table).values(completeRoute(route, context)).returning());
    },
    async find(id) {
      return (await db.select().from(table).where(eq(table.id, id)))[0] ?? null;
    },
    list: async (modelId) =>
      db
        .select()
        .from(table)
        .where(eq(table.modelId, modelId))
        .orderBy(...inOrder),
    async routesFor(modelId, at = now()) {
      const letsThrough = or(
        isNull(health.circuit),
        eq(health.circuit, 'closed'),
        isNull(health.retryAt),
        lte(health.retryAt, at),
      );
      const rows = await db
        .select({
          route: getTableColumns(table),
          provider: getTableColumns(providers),
          circuit: health.circuit,
        })
        .from(table)
        .innerJoin(providers, eq(providers.id, table.providerId))
        .leftJoin(health, eq(health.routeId, table.id))
        .where(
          and(
            eq(table.modelId, modelId),
            eq(table.enabled, true),
            eq(providers.status, 'enabled'),
            letsThrough,
          ),
        )
        .orderBy(...inOrder);
      return rows.map(({ route, provider, circuit }) => ({
        ...route,
        provider,
        circuit: circuit ?? 'closed',
      }));
    },
    async update(id, change) {
      const values = { ...change, updatedAt: now() };
      return found(await db.update(table).set(values).where(eq(table.id, id)).returning(), 'route', id);
    },
    async remove(id) {
      found(await db.delete(table).where(eq(table.id, id)).returning({ id: table.id }), 'route', id);
    },
  };
}
