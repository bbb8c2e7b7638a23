import { and, asc, eq, or, type SQL, sql } from 'drizzle-orm';
import { foldAscii } from '../../domain/fold-ascii.ts';
import { lastOwnerConflict } from '../../domain/memberships.ts';
import type { RepositoryContext } from '../../domain/repository-context.ts';
import type { UserRepository } from '../../domain/users.ts';
import { memberships, sessions, teams, userIdentities, users as table } from '../../tables/postgres/index.ts';
import { found } from '../found.ts';
import { containsText } from './contains-text.ts';
import type { PostgresDatabase } from './database.ts';
import { isOnlyOwner } from './is-only-owner.ts';

/** As the unique index has it. */
const folded: SQL = sql`lower(${table.email})`;

export function users(db: PostgresDatabase, { now, newId }: RepositoryContext): UserRepository {
  return {
    async create({ id = newId(), role = 'member', status = 'active', ...given }) {
      const createdAt = now();
      const values = { ...given, id, role, status, createdAt, updatedAt: createdAt };
      return found(await db.insert(table).values(values).returning());
    },
    async find(id) {
      return (await db.select().from(table).where(eq(table.id, id)))[0] ?? null;
    },
    async findByEmail(email) {
      const own = eq(folded, foldAscii(email));
      return (await db.select().from(table).where(own))[0] ?? null;
    },
    async findByIdentity(issuer, subject) {
      const [row] = await db
        .select({ user: table })
        .from(userIdentities)
        .innerJoin(table, eq(table.id, userIdentities.userId))
        .where(and(eq(userIdentities.issuer, issuer), eq(userIdentities.subject, subject)));
      return row?.user ?? null;
    },
    list: async () => db.select().from(table).orderBy(asc(folded)),
    search: async (text) =>
      db
        .select()
        .from(table)
        .where(or(containsText(table.email, text), containsText(table.displayName, text)))
        .orderBy(asc(folded)),
    async update(id, change) {
      const values = { ...change, updatedAt: now() };
      return found(await db.update(table).set(values).where(eq(table.id, id)).returning(), 'user', id);
    },
    async suspend(id) {
      const values = { status: 'suspended' as const, updatedAt: now() };
      const user = found(await db.update(table).set(values).where(eq(table.id, id)).returning(), 'user', id);
      await db.delete(sessions).where(eq(sessions.userId, id));
      return user;
    },
    async recordLogin(id) {
      const lastLoginAt = now();
      const values = { lastLoginAt, updatedAt: lastLoginAt };
      return found(await db.update(table).set(values).where(eq(table.id, id)).returning(), 'user', id);
    },
    async remove(id) {
      const own = eq(table.id, id);
      // Nobody can join the user to a team now, and below, nobody can change who owns one of these.
      found(await db.select({ id: table.id }).from(table).where(own).for('update'), 'user', id);
      await db
        .select({ id: teams.id })
        .from(teams)
        .innerJoin(memberships, eq(memberships.teamId, teams.id))
        .where(eq(memberships.userId, id))
        .orderBy(asc(teams.id))
        .for('no key update', { of: teams });
      const [owned] = await db
        .select({ teamId: memberships.teamId })
        .from(memberships)
        .where(and(eq(memberships.userId, id), isOnlyOwner()))
        .orderBy(asc(memberships.teamId))
        .limit(1);
      if (owned !== undefined) throw lastOwnerConflict(owned.teamId, id);
      await db.delete(table).where(own);
    },
    async addIdentity(identity) {
      const values = { ...identity, createdAt: now() };
      return found(await db.insert(userIdentities).values(values).returning());
    },
    listIdentities: async (userId) =>
      db
        .select()
        .from(userIdentities)
        .where(eq(userIdentities.userId, userId))
        .orderBy(asc(userIdentities.issuer)),
    async removeIdentity(issuer, subject) {
      const own = and(eq(userIdentities.issuer, issuer), eq(userIdentities.subject, subject));
      const gone = await db.delete(userIdentities).where(own).returning({ subject: userIdentities.subject });
      found(gone, 'identity', `${subject} of ${issuer}`);
    },
  };
}
