import { and, asc, eq } from 'drizzle-orm';
import type { RepositoryContext } from '../../domain/repository-context.ts';
import type { RouteRepository } from '../../domain/routes.ts';
import { routeProfileRules as table } from '../../tables/sqlite/index.ts';
import { found } from '../found.ts';
import type { SqliteDatabase } from './database.ts';

type ProfileRules = Pick<RouteRepository, 'setRule' | 'listRules' | 'removeRule'>;

/** What routes do to single parameters. */
export function profileRules(db: SqliteDatabase, { now }: RepositoryContext): ProfileRules {
  return {
    async setRule({ routeId, parameter, ...set }) {
      const values = { routeId, parameter, ...set, createdAt: now() };
      const target = [table.routeId, table.parameter];
      return found(
        await db
          .insert(table)
          .values(values)
          .onConflictDoUpdate({ target, set: { ...set, createdAt: values.createdAt } })
          .returning(),
      );
    },
    listRules: async (routeId) =>
      db.select().from(table).where(eq(table.routeId, routeId)).orderBy(asc(table.parameter)),
    async removeRule(routeId, parameter) {
      const own = and(eq(table.routeId, routeId), eq(table.parameter, parameter));
      const gone = await db.delete(table).where(own).returning({ parameter: table.parameter });
      found(gone, 'profile rule', `for ${parameter} of ${routeId}`);
    },
  };
}
