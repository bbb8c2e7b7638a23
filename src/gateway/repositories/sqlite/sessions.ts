import { and, asc, eq, getTableColumns, gt, inArray, lte, sql } from 'drizzle-orm';
import type { RepositoryContext } from '../../domain/repository-context.ts';
import type { SessionRepository } from '../../domain/sessions.ts';
import { sessions as table, users } from '../../tables/sqlite/index.ts';
import { found } from '../found.ts';
import type { SqliteDatabase } from './database.ts';

export function sessions(db: SqliteDatabase, { now, newId }: RepositoryContext): SessionRepository {
  return {
    async create({ id = newId(), ...given }) {
      const createdAt = now();
      const values = { ...given, id, createdAt, lastSeenAt: createdAt };
      return found(await db.insert(table).values(values).returning());
    },
    async findLive(tokenHash, at) {
      const { id, email, displayName, role, status } = users;
      const [live] = await db
        .select({ session: getTableColumns(table), user: { id, email, displayName, role, status } })
        .from(table)
        .innerJoin(users, eq(users.id, table.userId))
        .where(and(eq(table.tokenHash, tokenHash), gt(table.expiresAt, at)));
      return live === undefined ? null : { ...live.session, user: live.user };
    },
    list: async (userId) =>
      db.select().from(table).where(eq(table.userId, userId)).orderBy(asc(table.createdAt), asc(table.id)),
    async touch(id) {
      const at = sql.param(now(), table.lastSeenAt);
      // Of two that come in the wrong order, the later moment stays.
      const lastSeenAt = sql`max(${table.lastSeenAt}, ${at})`;
      return found(
        await db.update(table).set({ lastSeenAt }).where(eq(table.id, id)).returning(),
        'session',
        id,
      );
    },
    async revoke(id) {
      found(await db.delete(table).where(eq(table.id, id)).returning({ id: table.id }), 'session', id);
    },
    async revokeAll(userId) {
      return (await db.delete(table).where(eq(table.userId, userId)).returning({ id: table.id })).length;
    },
    async purgeExpired(at, limit) {
      const ended = db
        .select({ id: table.id })
        .from(table)
        .where(lte(table.expiresAt, at))
        .orderBy(asc(table.expiresAt), asc(table.id))
        .limit(limit);
      const gone = await db.delete(table).where(inArray(table.id, ended)).returning({ id: table.id });
      return gone.length;
    },
  };
}
