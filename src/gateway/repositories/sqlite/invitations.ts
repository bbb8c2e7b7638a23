import { and, asc, eq, gt, isNull, lte, type SQL, sql } from 'drizzle-orm';
import { foldAscii } from '../../domain/fold-ascii.ts';
import { type InvitationRepository, unsettleable } from '../../domain/invitations.ts';
import type { RepositoryContext } from '../../domain/repository-context.ts';
import { invitations as table, memberships } from '../../tables/sqlite/index.ts';
import { found } from '../found.ts';
import type { SqliteDatabase } from './database.ts';

const isOpen: SQL | undefined = and(isNull(table.acceptedAt), isNull(table.revokedAt));

export function invitations(db: SqliteDatabase, { now, newId }: RepositoryContext): InvitationRepository {
  return {
    async create({ id = newId(), role = 'member', ...given }) {
      const createdAt = now();
      const hasExpired = and(
        eq(table.teamId, given.teamId),
        eq(sql`lower(${table.email})`, foldAscii(given.email)),
        isOpen,
        lte(table.expiresAt, createdAt),
      );
      await db.update(table).set({ revokedAt: createdAt }).where(hasExpired);
      const values = { ...given, id, role, createdAt };
      return found(await db.insert(table).values(values).returning());
    },
    async find(id) {
      return (await db.select().from(table).where(eq(table.id, id)))[0] ?? null;
    },
    async findByTokenHash(tokenHash) {
      return (await db.select().from(table).where(eq(table.tokenHash, tokenHash)))[0] ?? null;
    },
    list: async (teamId) =>
      db.select().from(table).where(eq(table.teamId, teamId)).orderBy(asc(table.createdAt), asc(table.id)),
    async accept(tokenHash, userId, at = now()) {
      const own = eq(table.tokenHash, tokenHash);
      const [invitation] = await db
        .update(table)
        .set({ acceptedAt: at })
        .where(and(own, isOpen, gt(table.expiresAt, at)))
        .returning();
      if (invitation === undefined) throw unsettleable((await db.select().from(table).where(own))[0]);
      const { teamId, role } = invitation;
      const membership = await db
        .insert(memberships)
        .values({ teamId, userId, role, createdAt: at })
        // A row that is not touched would not be returned.
        .onConflictDoUpdate({
          target: [memberships.teamId, memberships.userId],
          set: { role: sql`${memberships.role}` },
        })
        .returning();
      return { invitation, membership: found(membership) };
    },
    async revoke(id) {
      const own = eq(table.id, id);
      const values = { revokedAt: now() };
      const [revoked] = await db.update(table).set(values).where(and(own, isOpen)).returning();
      if (revoked === undefined) throw unsettleable((await db.select().from(table).where(own))[0]);
      return revoked;
    },
  };
}
