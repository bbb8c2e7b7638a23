import { asc, eq, or } from 'drizzle-orm';
import type { RepositoryContext } from '../../domain/repository-context.ts';
import type { TeamRepository } from '../../domain/teams.ts';
import { retentionPolicies, teams as table } from '../../tables/sqlite/index.ts';
import { found } from '../found.ts';
import { containsText } from './contains-text.ts';
import type { SqliteDatabase } from './database.ts';

export function teams(db: SqliteDatabase, { now, newId }: RepositoryContext): TeamRepository {
  return {
    async create({ id = newId(), status = 'active', ...given }) {
      const createdAt = now();
      const values = { ...given, id, status, createdAt, updatedAt: createdAt };
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
      return found(await db.update(table).set(values).where(eq(table.id, id)).returning(), 'team', id);
    },
    async remove(id) {
      found(await db.delete(table).where(eq(table.id, id)).returning({ id: table.id }), 'team', id);
    },
    async setRetention(policy) {
      const { teamId, ...days } = policy;
      const set = { ...days, updatedAt: now() };
      const target = retentionPolicies.teamId;
      return found(
        await db
          .insert(retentionPolicies)
          .values({ teamId, ...set })
          .onConflictDoUpdate({ target, set })
          .returning(),
      );
    },
    async findRetention(teamId) {
      const own = eq(retentionPolicies.teamId, teamId);
      return (await db.select().from(retentionPolicies).where(own))[0] ?? null;
    },
    listRetention: async () => db.select().from(retentionPolicies).orderBy(asc(retentionPolicies.teamId)),
    async removeRetention(teamId) {
      const own = eq(retentionPolicies.teamId, teamId);
      const gone = await db
        .delete(retentionPolicies)
        .where(own)
        .returning({ teamId: retentionPolicies.teamId });
      found(gone, 'retention policy of the team', teamId);
    },
  };
}
