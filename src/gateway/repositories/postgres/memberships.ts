import { and, asc, eq, getTableColumns, type SQL, sql } from 'drizzle-orm';
import { lastOwnerConflict, type MembershipRepository } from '../../domain/memberships.ts';
import type { RepositoryContext } from '../../domain/repository-context.ts';
import { memberships as table, teams, users } from '../../tables/postgres/index.ts';
import { found } from '../found.ts';
import type { PostgresDatabase } from './database.ts';
import { isOnlyOwner } from './is-only-owner.ts';

export function memberships(db: PostgresDatabase, { now }: RepositoryContext): MembershipRepository {
  const ownOf = (teamId: string, userId: string): SQL | undefined =>
    and(eq(table.teamId, teamId), eq(table.userId, userId));

  /** Throws Conflict for the last owner. Who changes the owners of a team holds its row, and looks only then. */
  async function requireAnotherOwner(teamId: string, userId: string): Promise<void> {
    await db.select({ id: teams.id }).from(teams).where(eq(teams.id, teamId)).for('no key update');
    const last = and(ownOf(teamId, userId), isOnlyOwner());
    const [row] = await db.select({ role: table.role }).from(table).where(last);
    if (row !== undefined) throw lastOwnerConflict(teamId, userId);
  }

  return {
    async add({ role = 'member', ...given }) {
      const values = { ...given, role, createdAt: now() };
      return found(await db.insert(table).values(values).returning());
    },
    async find(teamId, userId) {
      return (await db.select().from(table).where(ownOf(teamId, userId)))[0] ?? null;
    },
    listMembers: async (teamId) =>
      db
        .select({
          ...getTableColumns(table),
          email: users.email,
          displayName: users.displayName,
          userStatus: users.status,
        })
        .from(table)
        .innerJoin(users, eq(users.id, table.userId))
        .where(eq(table.teamId, teamId))
        .orderBy(sql`lower(${users.email})`),
    listTeams: async (userId) =>
      db
        .select({ ...getTableColumns(table), slug: teams.slug, name: teams.name, teamStatus: teams.status })
        .from(table)
        .innerJoin(teams, eq(teams.id, table.teamId))
        .where(eq(table.userId, userId))
        .orderBy(asc(teams.slug)),
    async setRole(teamId, userId, role) {
      if (role !== 'owner') await requireAnotherOwner(teamId, userId);
      const changed = await db.update(table).set({ role }).where(ownOf(teamId, userId)).returning();
      return found(changed, 'membership', `of ${userId} in ${teamId}`);
    },
    async remove(teamId, userId) {
      await requireAnotherOwner(teamId, userId);
      const gone = await db.delete(table).where(ownOf(teamId, userId)).returning({ userId: table.userId });
      found(gone, 'membership', `of ${userId} in ${teamId}`);
    },
  };
}
