import { and, eq, isNull, lte, ne, or, sql } from 'drizzle-orm';
import type { RepositoryContext } from '../../domain/repository-context.ts';
import type { RouteRepository } from '../../domain/routes.ts';
import { routeHealth as table } from '../../tables/sqlite/index.ts';
import { found } from '../found.ts';
import type { SqliteDatabase } from './database.ts';

type RouteHealthRepository = Pick<
  RouteRepository,
  'findHealth' | 'recordSuccess' | 'recordFailure' | 'beginTrial'
>;

const target = table.routeId;

/** How routes are doing. Each record is one statement, so that none is lost among many at once. */
export function routeHealth(db: SqliteDatabase, { now }: RepositoryContext): RouteHealthRepository {
  return {
    async findHealth(routeId) {
      return (await db.select().from(table).where(eq(table.routeId, routeId)))[0] ?? null;
    },
    async recordSuccess(routeId) {
      const set = {
        circuit: 'closed' as const,
        consecutiveFailures: 0,
        lastError: null,
        retryAt: null,
        updatedAt: now(),
      };
      return found(
        await db
          .insert(table)
          .values({ routeId, ...set })
          .onConflictDoUpdate({ target, set })
          .returning(),
      );
    },
    async recordFailure(routeId, { error, threshold, retryAt }) {
      const opensAtOnce = threshold === 1;
      const first = {
        routeId,
        circuit: opensAtOnce ? ('open' as const) : ('closed' as const),
        consecutiveFailures: 1,
        lastError: error,
        retryAt: opensAtOnce ? retryAt : null,
        updatedAt: now(),
      };
      const failures = sql`(CASE WHEN ${table.consecutiveFailures} < 1000000000
        THEN ${table.consecutiveFailures} + 1 ELSE ${table.consecutiveFailures} END)`;
      const opens = sql`(${table.circuit} <> 'closed' OR ${failures} >= ${sql.param(threshold, table.consecutiveFailures)})`;
      const set = {
        circuit: sql`CASE WHEN ${opens} THEN 'open' ELSE 'closed' END`,
        consecutiveFailures: failures,
        lastError: error,
        retryAt: sql`CASE WHEN ${opens} THEN ${sql.param(retryAt, table.retryAt)} END`,
        updatedAt: first.updatedAt,
      };
      return found(await db.insert(table).values(first).onConflictDoUpdate({ target, set }).returning());
    },
    async beginTrial(routeId, until) {
      const updatedAt = now();
      const due = or(isNull(table.retryAt), lte(table.retryAt, updatedAt));
      const won = await db
        .update(table)
        .set({ circuit: 'half_open', retryAt: until, updatedAt })
        .where(and(eq(table.routeId, routeId), ne(table.circuit, 'closed'), due))
        .returning({ routeId: table.routeId });
      return won.length > 0;
    },
  };
}
